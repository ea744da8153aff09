#pragma once

#include "rowan/driver/postgres/version.hpp"
#include "rowan/rowan.hpp"

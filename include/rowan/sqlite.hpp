#pragma once

#include "rowan/driver/sqlite/driver.hpp"
#include "rowan/rowan.hpp"

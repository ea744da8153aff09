#pragma once

#include "rowan/meta/requirements.hpp"

#include "rowan/driver/sqlite/driver.hpp"
#include "rowan/rowan.hpp"

#pragma once

/// The version of rowan: 1000000 times the major number, 1000 times the minor one, and the patch: 0.1.0 is 1000.
#define ROWAN_VERSION 1000

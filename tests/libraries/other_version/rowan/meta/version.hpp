#pragma once

// Another version than that of the program.
#define ROWAN_VERSION 77005001

#pragma once

#include <libpq-fe.h>

// libpq-fe.h does not tell its version, and pg_config.h, which does, defines macros of Autoconf's that clash with those of
// programs. CMake and Conan ask for version 15; for a build by hand the features that libpq-fe.h names must do.
#ifndef LIBPQ_HAS_PIPELINING
#error "rowan: libpq is too old, rowan::postgres takes PostgreSQL 15 or later"
#endif

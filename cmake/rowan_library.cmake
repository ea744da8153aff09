# Which headers, relative to include/rowan, belong to a library other than the core.
set(ROWAN_HEADERS_sqlite "^(sqlite\\.hpp$|driver/sqlite/)")

# rowan_library(<name> [LINK <target>...]) adds rowan::<name>, an INTERFACE library with its share of the headers.
function(rowan_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "LINK")
  set(root ${PROJECT_SOURCE_DIR}/include)
  file(GLOB_RECURSE headers CONFIGURE_DEPENDS RELATIVE ${root}/rowan ${root}/rowan/*.hpp)
  if(name STREQUAL "rowan")
    list(FILTER headers EXCLUDE REGEX "${ROWAN_HEADERS_sqlite}")
  else()
    list(FILTER headers INCLUDE REGEX "${ROWAN_HEADERS_${name}}")
  endif()
  list(TRANSFORM headers PREPEND ${root}/rowan/)

  add_library(rowan_${name} INTERFACE)
  add_library(rowan::${name} ALIAS rowan_${name})
  set_target_properties(rowan_${name} PROPERTIES EXPORT_NAME ${name})
  target_compile_features(rowan_${name} INTERFACE cxx_std_20)
  target_link_libraries(rowan_${name} INTERFACE ${arg_LINK})
  target_sources(rowan_${name} INTERFACE FILE_SET HEADERS BASE_DIRS ${root} FILES ${headers})
endfunction()

# rowan_server_test(<name> COMMAND <command>...) adds a test that finds PostgreSQL servers by its environment
# (scripts/postgres). CTest starts them once, before the first such test that it runs, and removes them after the last.
# Without ROWAN_POSTGRES it is a test like any other.
if(ROWAN_POSTGRES)
  set(rowan_servers ${rowan_python} ${PROJECT_SOURCE_DIR}/scripts/postgres)
  set(rowan_servers_record ${PROJECT_BINARY_DIR}/postgres)

  add_test(NAME postgres_start COMMAND ${rowan_servers} start ${rowan_servers_record} --while-parent-lives)
  add_test(NAME postgres_stop COMMAND ${rowan_servers} stop ${rowan_servers_record})
  set_tests_properties(postgres_start PROPERTIES FIXTURES_SETUP postgres)
  set_tests_properties(postgres_stop PROPERTIES FIXTURES_CLEANUP postgres)
endif()

function(rowan_server_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "COMMAND")
  if(ROWAN_POSTGRES)
    add_test(NAME ${name} COMMAND ${rowan_servers} exec ${rowan_servers_record} -- ${arg_COMMAND})
    set_tests_properties(${name} PROPERTIES FIXTURES_REQUIRED postgres)
  else()
    add_test(NAME ${name} COMMAND ${arg_COMMAND})
  endif()
endfunction()

# rowan_own_server_test(<name> COMMAND <command>...) adds a test with servers that nobody else uses, which it may restart.
function(rowan_own_server_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "COMMAND")
  if(ROWAN_POSTGRES)
    add_test(NAME ${name} COMMAND ${rowan_servers} run ${rowan_servers_record}_${name} -- ${arg_COMMAND})
  else()
    add_test(NAME ${name} COMMAND ${arg_COMMAND})
  endif()
endfunction()

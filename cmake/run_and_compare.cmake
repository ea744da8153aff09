# cmake -D PROGRAM=<file> [-D ARGUMENTS=<list>] -D EXPECTED=<file> -P run_and_compare.cmake
# Runs the program in an empty directory and fails unless it prints exactly what the file holds.
string(RANDOM suffix)
set(directory "${CMAKE_CURRENT_BINARY_DIR}/run_${suffix}")
file(MAKE_DIRECTORY "${directory}")
execute_process(COMMAND "${PROGRAM}" ${ARGUMENTS}
  WORKING_DIRECTORY "${directory}"
  OUTPUT_FILE "${directory}/actual.txt" RESULT_VARIABLE result)
if(NOT result EQUAL 0)
  file(READ "${directory}/actual.txt" actual)
  file(REMOVE_RECURSE "${directory}")
  message(NOTICE "${actual}")
  message(FATAL_ERROR "${PROGRAM} ended with ${result}")
endif()
execute_process(
  COMMAND "${CMAKE_COMMAND}" -E compare_files "${EXPECTED}" "${directory}/actual.txt"
  RESULT_VARIABLE differs OUTPUT_QUIET ERROR_QUIET)
if(differs)
  execute_process(COMMAND diff -u "${EXPECTED}" "${directory}/actual.txt" OUTPUT_VARIABLE difference)
  file(REMOVE_RECURSE "${directory}")
  message(NOTICE "${difference}")
  message(FATAL_ERROR "${PROGRAM} does not print what ${EXPECTED} holds")
endif()
file(REMOVE_RECURSE "${directory}")

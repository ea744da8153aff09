include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(config_dir ${CMAKE_INSTALL_DATADIR}/cmake/rowan)

# One export set a library, so that finding the core does not ask for a database.
foreach(name IN ITEMS rowan sqlite postgres async)
  if(TARGET rowan_${name})
    install(TARGETS rowan_${name} EXPORT rowan_${name}_targets FILE_SET HEADERS)
    install(EXPORT rowan_${name}_targets
      FILE rowan_${name}_targets.cmake NAMESPACE rowan:: DESTINATION ${config_dir})
  endif()
endforeach()

configure_package_config_file(cmake/rowan-config.cmake.in rowan-config.cmake
  INSTALL_DESTINATION ${config_dir} NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(rowan-config-version.cmake
  COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES
  ${CMAKE_CURRENT_BINARY_DIR}/rowan-config.cmake
  ${CMAKE_CURRENT_BINARY_DIR}/rowan-config-version.cmake
  DESTINATION ${config_dir})

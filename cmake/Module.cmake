# SPDX-License-Identifier: GPL-3.0-or-later
# rpmworks_module(NAME [COLD] [SOURCES file…] [USES module…] [LIBRARIES target…])
#
# One folder of lib/ as one library; without sources, only its headers. USES names the other modules whose headers its own headers
# or sources include; LIBRARIES are linked privately, so that no other module sees their headers. COLD: see
# rpmworks_compile_options.
function(rpmworks_module name)
  cmake_parse_arguments(MODULE "COLD" "" "SOURCES;USES;LIBRARIES" ${ARGN})
  list(TRANSFORM MODULE_USES PREPEND "rpmworks_")
  if(NOT MODULE_SOURCES)
    add_library(rpmworks_${name} INTERFACE)
    target_include_directories(rpmworks_${name} INTERFACE "${PROJECT_SOURCE_DIR}/lib")
    target_link_libraries(rpmworks_${name} INTERFACE ${MODULE_USES})
    return()
  endif()
  # For cmake/Library.cmake.
  set_property(GLOBAL APPEND PROPERTY RPMWORKS_MODULES rpmworks_${name})
  set_property(GLOBAL APPEND PROPERTY RPMWORKS_LIBRARIES ${MODULE_LIBRARIES})
  add_library(rpmworks_${name} STATIC ${MODULE_SOURCES})
  target_include_directories(rpmworks_${name} PUBLIC "${PROJECT_SOURCE_DIR}/lib")
  target_link_libraries(rpmworks_${name}
    PUBLIC ${MODULE_USES}
    PRIVATE rpmworks_warnings fmt::fmt Threads::Threads ${MODULE_LIBRARIES})
  if(MODULE_COLD)
    rpmworks_compile_options(rpmworks_${name} COLD)
  else()
    rpmworks_compile_options(rpmworks_${name})
  endif()
endfunction()

# rpmworks_unit_test(MODULE SOURCES file… [USES module…] [LIBRARIES target…])
#
# The doctest executable of one module, run by ctest as unit.MODULE.
function(rpmworks_unit_test name)
  cmake_parse_arguments(TEST "" "" "SOURCES;USES;LIBRARIES" ${ARGN})
  list(TRANSFORM TEST_USES PREPEND "rpmworks_")
  add_executable(unit_${name} ${TEST_SOURCES} $<TARGET_OBJECTS:rpmworks_unit_main>)
  target_include_directories(unit_${name} PRIVATE "${PROJECT_SOURCE_DIR}/tests")
  target_link_libraries(unit_${name}
    PRIVATE rpmworks_${name} ${TEST_USES} rpmworks_warnings fmt::fmt doctest::doctest Threads::Threads ${TEST_LIBRARIES})
  set_target_properties(unit_${name} PROPERTIES UNITY_BUILD OFF)  # tests use the same names for helper functions
  rpmworks_compile_options(unit_${name} TEST)
  add_test(NAME unit.${name} COMMAND unit_${name})
  set_tests_properties(unit.${name} PROPERTIES LABELS unit TIMEOUT 1200 SKIP_RETURN_CODE 77)
endfunction()

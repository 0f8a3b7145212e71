# SPDX-License-Identifier: GPL-3.0-or-later
# rpmworks_module(NAME SOURCES file… [USES module…] [LIBRARIES target…])
#
# One folder of lib/ as one static library. USES names the other modules whose headers its own headers or
# sources include; LIBRARIES are linked privately, so that no other module sees their headers.
function(rpmworks_module name)
  cmake_parse_arguments(MODULE "" "" "SOURCES;USES;LIBRARIES" ${ARGN})
  list(TRANSFORM MODULE_SOURCES PREPEND "${CMAKE_CURRENT_SOURCE_DIR}/${name}/")
  list(TRANSFORM MODULE_USES PREPEND "rpmworks_")
  add_library(rpmworks_${name} STATIC ${MODULE_SOURCES})
  target_include_directories(rpmworks_${name} PUBLIC "${PROJECT_SOURCE_DIR}/lib")
  target_link_libraries(rpmworks_${name}
    PUBLIC ${MODULE_USES} fmt::fmt
    PRIVATE rpmworks_warnings ${MODULE_LIBRARIES} Threads::Threads)
endfunction()

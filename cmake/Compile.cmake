# SPDX-License-Identifier: GPL-3.0-or-later
# rpmworks_compile_options(TARGET [COLD | TEST])
#
# Compiler options of a target, without its warnings. COLD means that the program spends no time in its code: a release build
# optimises it less (-O1), which shows in no figure of bench/, and compiles a quarter faster. TEST is for doctest programs,
# whose own code a release build does not optimise.
#
# With RPMWORKS_PRECOMPILE, the most common headers are compiled once for all targets of a kind. Every file still includes the
# headers that it uses; the presets without the option check that.
set(rpmworks_common_headers
  <algorithm> <array> <chrono> <filesystem> <functional> <map> <memory> <mutex> <optional> <set> <string>
  <string_view> <unordered_map> <utility> <vector> <fmt/format.h>)

function(rpmworks_compile_options target)
  set(kind hot)
  if("COLD" IN_LIST ARGN)
    set(kind cold)
    target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1>)
  elseif("TEST" IN_LIST ARGN)
    set(kind test)
    target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O0>)
  endif()
  if(RPMWORKS_PRECOMPILE)
    rpmworks_precompiled(${kind})
    target_compile_options(${target} PRIVATE ${rpmworks_precompiled_options})
    target_precompile_headers(${target} REUSE_FROM rpmworks_precompiled_${kind})
  endif()
endfunction()

# Creates the target that owns the precompiled headers of a kind; g++ accepts them only with the same options.
function(rpmworks_precompiled kind)
  set(owner rpmworks_precompiled_${kind})
  if(TARGET ${owner})
    return()
  endif()
  set(source "${PROJECT_BINARY_DIR}/precompiled.cpp")
  if(NOT EXISTS "${source}")
    file(WRITE "${source}" "")
  endif()
  add_library(${owner} OBJECT EXCLUDE_FROM_ALL "${source}")
  target_link_libraries(${owner} PRIVATE rpmworks_warnings fmt::fmt Threads::Threads)
  target_compile_options(${owner} PRIVATE ${rpmworks_precompiled_options})
  set(headers ${rpmworks_common_headers})
  if(kind STREQUAL cold)
    target_compile_options(${owner} PRIVATE $<$<CONFIG:Release>:-O1>)
  elseif(kind STREQUAL test)
    target_compile_options(${owner} PRIVATE $<$<CONFIG:Release>:-O0>)
    list(APPEND headers <doctest/doctest.h>)
    target_link_libraries(${owner} PRIVATE doctest::doctest)
  endif()
  target_precompile_headers(${owner} PRIVATE ${headers})
endfunction()

# ccache stores results of precompiled headers only with this setting. `locale`: the language of warnings does not matter.
if(RPMWORKS_PRECOMPILE)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # With precompiled headers, g++ forgets which headers are system headers, and warns about its own std::string.
    set(rpmworks_precompiled_options -fpch-preprocess -Wno-array-bounds -Wno-restrict
      -Wno-stringop-overflow -Wno-stringop-overread)
  endif()
  if(CMAKE_CXX_COMPILER_LAUNCHER MATCHES "ccache$" AND NOT CMAKE_CXX_COMPILER_LAUNCHER MATCHES "env")
    list(PREPEND CMAKE_CXX_COMPILER_LAUNCHER env CCACHE_SLOPPINESS=pch_defines,time_macros,locale)
  endif()
endif()

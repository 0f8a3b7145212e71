# SPDX-License-Identifier: GPL-3.0-or-later
# The warnings for every target of the project.
add_library(rpmworks_warnings INTERFACE)
target_compile_options(rpmworks_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion
  -Wno-missing-field-initializers  # a designated initializer intentionally leaves the other members at their defaults
  $<$<BOOL:${RPMWORKS_WERROR}>:-Werror>)
# In a unity build, g++ treats an anonymous namespace as if it were in a header.
if(CMAKE_UNITY_BUILD)
  target_compile_options(rpmworks_warnings INTERFACE -Wno-subobject-linkage -Wno-shadow)
endif()

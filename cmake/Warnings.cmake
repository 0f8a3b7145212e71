# SPDX-License-Identifier: GPL-3.0-or-later
# The warnings every target of the project is compiled with.
add_library(rpmworks_warnings INTERFACE)
target_compile_options(rpmworks_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion
  -Wno-missing-field-initializers  # a designated initializer leaves the rest at their defaults, on purpose
  $<$<BOOL:${RPMWORKS_WERROR}>:-Werror>)
# In a unity build what is in an anonymous namespace belongs to "another file", which g++ takes for a header's.
if(CMAKE_UNITY_BUILD)
  target_compile_options(rpmworks_warnings INTERFACE -Wno-subobject-linkage)
endif()

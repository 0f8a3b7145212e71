# SPDX-License-Identifier: GPL-3.0-or-later
# The library for programs that embed rpmworks: the objects of all modules in one archive, their headers, a package for
# find_package(rpmworks CONFIG) and one for pkg-config. No other target uses it, so it is built and installed only on request:
#
#     cmake --build --preset release --target rpmworks_library
#     cmake --install build/release --component devel
include(CMakePackageConfigHelpers)

get_property(modules GLOBAL PROPERTY RPMWORKS_MODULES)
get_property(libraries GLOBAL PROPERTY RPMWORKS_LIBRARIES)
list(REMOVE_DUPLICATES libraries)
# Only the headers of these are used; libcurl is loaded when something is fetched.
list(REMOVE_ITEM libraries nlohmann_json::nlohmann_json Boost::headers PkgConfig::LIBCURL)

list(TRANSFORM modules REPLACE "(.+)" "$<TARGET_OBJECTS:\\1>" OUTPUT_VARIABLE objects)
add_library(rpmworks_library STATIC EXCLUDE_FROM_ALL ${objects})
set_target_properties(rpmworks_library PROPERTIES OUTPUT_NAME rpmworks EXPORT_NAME rpmworks LINKER_LANGUAGE CXX)
target_compile_features(rpmworks_library INTERFACE cxx_std_20)
target_include_directories(rpmworks_library INTERFACE "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/rpmworks>")
target_link_libraries(rpmworks_library INTERFACE ${libraries} fmt::fmt Threads::Threads)

# The same for pkg-config: only the libraries themselves, because their own dependencies are loaded with them.
set(names_of_fmt::fmt fmt)
set(names_of_yaml-cpp yaml-cpp)
set(names_of_simdjson::simdjson simdjson)
set(names_of_Boost::filesystem boost_filesystem)
set(names_of_OpenSSL::Crypto crypto)
get_filename_component(librepo "${LIBREPO_LIBRARY}" NAME)
set(names_of_Librepo::librepo ":${librepo}" ${GLIB_LIBRARIES})
set(RPMWORKS_LINKED "")
foreach(library IN LISTS libraries ITEMS fmt::fmt)
  if(library MATCHES "^PkgConfig::(.+)$")
    set(names ${${CMAKE_MATCH_1}_LIBRARIES})
  elseif(DEFINED names_of_${library})
    set(names ${names_of_${library}})
  elseif(library STREQUAL RPMBUILD_LIBRARY)
    set(names rpmbuild)
  elseif(NOT TARGET "${library}")
    set(names "${library}")
  else()
    message(FATAL_ERROR "cmake/Library.cmake does not know how pkg-config is to name ${library}")
  endif()
  list(TRANSFORM names PREPEND " -l")
  string(APPEND RPMWORKS_LINKED ${names})
endforeach()
# Relative paths, so that the installed folder can be moved.
file(RELATIVE_PATH to_includes "${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig" "${CMAKE_INSTALL_FULL_INCLUDEDIR}")
configure_file("${PROJECT_SOURCE_DIR}/cmake/rpmworks.pc.in" "${PROJECT_BINARY_DIR}/devel/rpmworks.pc" @ONLY)

set(package_folder "${CMAKE_INSTALL_LIBDIR}/cmake/rpmworks")
configure_package_config_file("${PROJECT_SOURCE_DIR}/cmake/rpmworksConfig.cmake.in"
  "${PROJECT_BINARY_DIR}/devel/rpmworksConfig.cmake" INSTALL_DESTINATION "${package_folder}")
write_basic_package_version_file("${PROJECT_BINARY_DIR}/devel/rpmworksConfigVersion.cmake" COMPATIBILITY SameMinorVersion)

# EXCLUDE_FROM_ALL: it is not part of an installation of the programs.
install(TARGETS rpmworks_library EXPORT rpmworksTargets
  ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT devel EXCLUDE_FROM_ALL)
install(EXPORT rpmworksTargets NAMESPACE rpmworks:: DESTINATION "${package_folder}" COMPONENT devel EXCLUDE_FROM_ALL)
install(FILES "${PROJECT_BINARY_DIR}/devel/rpmworksConfig.cmake" "${PROJECT_BINARY_DIR}/devel/rpmworksConfigVersion.cmake"
  DESTINATION "${package_folder}" COMPONENT devel EXCLUDE_FROM_ALL)
install(FILES "${PROJECT_BINARY_DIR}/devel/rpmworks.pc"
  DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig" COMPONENT devel EXCLUDE_FROM_ALL)
install(DIRECTORY "${PROJECT_SOURCE_DIR}/lib/" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/rpmworks"
  COMPONENT devel EXCLUDE_FROM_ALL FILES_MATCHING PATTERN "*.hpp")

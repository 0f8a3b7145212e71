# SPDX-License-Identifier: GPL-3.0-or-later
# Finds librepo and creates the target Librepo::librepo.
#
# Debian 12's librepo-dev cannot be installed beside libcreaterepo-c-dev: one requires libcurl built with GnuTLS, the other with
# OpenSSL, and the two -dev packages conflict, although the libraries themselves can be installed together. So librepo's headers
# may be in a separate folder (RPMWORKS_LIBREPO_ROOT, created by tools/install-deps), while the library is the installed
# librepo.so.0.
set(RPMWORKS_LIBREPO_ROOT "${PROJECT_SOURCE_DIR}/.deps/librepo" CACHE PATH
    "where librepo's headers were unpacked, if librepo-dev is not installed")
find_path(LIBREPO_INCLUDE_DIR librepo/librepo.h HINTS "${RPMWORKS_LIBREPO_ROOT}/usr/include")
find_library(LIBREPO_LIBRARY NAMES librepo.so librepo.so.0)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Librepo REQUIRED_VARS LIBREPO_LIBRARY LIBREPO_INCLUDE_DIR
  REASON_FAILURE_MESSAGE "run tools/install-deps, which installs or unpacks every dependency")

if(Librepo_FOUND AND NOT TARGET Librepo::librepo)
  pkg_check_modules(GLIB REQUIRED IMPORTED_TARGET glib-2.0)
  add_library(Librepo::librepo UNKNOWN IMPORTED)
  set_target_properties(Librepo::librepo PROPERTIES
    IMPORTED_LOCATION "${LIBREPO_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${LIBREPO_INCLUDE_DIR}"
    INTERFACE_LINK_LIBRARIES PkgConfig::GLIB)
endif()

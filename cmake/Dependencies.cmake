# SPDX-License-Identifier: GPL-3.0-or-later
# One find call per dependency; each becomes one imported target, which exactly one module links.
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(fmt REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(simdjson REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(CLI11 REQUIRED)
find_package(Boost 1.74 REQUIRED COMPONENTS filesystem)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
find_package(Librepo REQUIRED)

pkg_check_modules(LIBRPM REQUIRED IMPORTED_TARGET rpm>=4.16)
pkg_check_modules(LIBGIT2 REQUIRED IMPORTED_TARGET libgit2>=1.1)
pkg_check_modules(LIBARCHIVE REQUIRED IMPORTED_TARGET libarchive>=3.4)
# Any flavour of libcurl works: librepo may load another one beside it, because the flavours have different symbol versions.
pkg_check_modules(LIBCURL REQUIRED IMPORTED_TARGET libcurl>=7.85)
pkg_check_modules(LIBSOLV REQUIRED IMPORTED_TARGET libsolv libsolvext)
pkg_check_modules(CREATEREPO_C REQUIRED IMPORTED_TARGET createrepo_c)
pkg_check_modules(LIBXML2 REQUIRED IMPORTED_TARGET libxml-2.0)
pkg_check_modules(LIBPCRE2 REQUIRED IMPORTED_TARGET libpcre2-8>=10.30)
pkg_check_modules(LIBDEFLATE REQUIRED IMPORTED_TARGET libdeflate)
pkg_check_modules(SQLITE3 REQUIRED IMPORTED_TARGET sqlite3>=3.31)
# Only for a program that runs while rpmworks is built.
pkg_check_modules(LIBSECCOMP REQUIRED IMPORTED_TARGET libseccomp>=2.5)

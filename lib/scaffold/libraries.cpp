// SPDX-License-Identifier: GPL-3.0-or-later
#include "scaffold/libraries.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>

#include "scaffold/tokens.hpp"

namespace rpmworks::scaffold {

namespace {

using Names = std::map<std::string, std::string, std::less<>>;

std::string found_in(const Names& names, std::string_view name) {
  const auto found = names.find(name);
  return found == names.end() ? "" : found->second;
}

// Whether a name is one word for rpm, so that no text from a build file can add a line or a macro to the
// spec.
bool is_plain(std::string_view name) {
  return !name.empty() && std::isalnum(static_cast<unsigned char>(name.front())) != 0 && name.size() < 100 &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
                  std::string_view("._-+").find(c) != std::string_view::npos;
         });
}

const Names& libraries() {
  static const Names names = {{"acl", "pkgconfig(libacl)"},
                              {"attr", "pkgconfig(libattr)"},
                              {"audit", "pkgconfig(audit)"},
                              {"archive", "pkgconfig(libarchive)"},
                              {"bz2", "bzip2-devel"},
                              {"cap", "pkgconfig(libcap)"},
                              {"cap-ng", "pkgconfig(libcap-ng)"},
                              {"crypto", "pkgconfig(libcrypto)"},
                              {"curl", "pkgconfig(libcurl)"},
                              {"curses", "pkgconfig(ncurses)"},
                              {"ev", "libev-devel"},
                              {"event", "pkgconfig(libevent)"},
                              {"expat", "pkgconfig(expat)"},
                              {"ffi", "pkgconfig(libffi)"},
                              {"fuse", "pkgconfig(fuse)"},
                              {"fuse3", "pkgconfig(fuse3)"},
                              {"gcrypt", "libgcrypt-devel"},
                              {"gmp", "gmp-devel"},
                              {"gnutls", "pkgconfig(gnutls)"},
                              {"hiredis", "pkgconfig(hiredis)"},
                              {"hwloc", "pkgconfig(hwloc)"},
                              {"jansson", "pkgconfig(jansson)"},
                              {"json-c", "pkgconfig(json-c)"},
                              {"kmod", "pkgconfig(libkmod)"},
                              {"ldap", "openldap-devel"},
                              {"lz4", "pkgconfig(liblz4)"},
                              {"lzma", "pkgconfig(liblzma)"},
                              {"magic", "file-devel"},
                              {"mnl", "pkgconfig(libmnl)"},
                              {"mosquitto", "pkgconfig(libmosquitto)"},
                              {"ncurses", "pkgconfig(ncurses)"},
                              {"ncursesw", "pkgconfig(ncursesw)"},
                              {"nl-3", "pkgconfig(libnl-3.0)"},
                              {"numa", "numactl-devel"},
                              {"onig", "pkgconfig(oniguruma)"},
                              {"pam", "pam-devel"},
                              {"pcap", "libpcap-devel"},
                              {"pcre", "pkgconfig(libpcre)"},
                              {"pcre2-8", "pkgconfig(libpcre2-8)"},
                              {"png", "pkgconfig(libpng)"},
                              {"popt", "pkgconfig(popt)"},
                              {"pq", "pkgconfig(libpq)"},
                              {"readline", "readline-devel"},
                              {"seccomp", "pkgconfig(libseccomp)"},
                              {"selinux", "pkgconfig(libselinux)"},
                              {"sensors", "lm_sensors-devel"},
                              {"sodium", "pkgconfig(libsodium)"},
                              {"sqlite3", "pkgconfig(sqlite3)"},
                              {"ssh2", "pkgconfig(libssh2)"},
                              {"ssl", "pkgconfig(libssl)"},
                              {"systemd", "pkgconfig(libsystemd)"},
                              {"tinfo", "pkgconfig(tinfo)"},
                              {"udev", "pkgconfig(libudev)"},
                              {"usb-1.0", "pkgconfig(libusb-1.0)"},
                              {"uuid", "pkgconfig(uuid)"},
                              {"uv", "pkgconfig(libuv)"},
                              {"X11", "pkgconfig(x11)"},
                              {"xml2", "pkgconfig(libxml-2.0)"},
                              {"xxhash", "pkgconfig(libxxhash)"},
                              {"yaml", "pkgconfig(yaml-0.1)"},
                              {"z", "pkgconfig(zlib)"},
                              {"zstd", "pkgconfig(libzstd)"}};
  return names;
}

}  // namespace

std::string requirement_of_library(std::string_view name) {
  return found_in(libraries(), name);
}

std::string requirement_of_header(std::string_view path) {
  static const Names names = {{"bzlib.h", "bz2"},
                              {"curl/curl.h", "curl"},
                              {"curses.h", "ncurses"},
                              {"event.h", "event"},
                              {"expat.h", "expat"},
                              {"gcrypt.h", "gcrypt"},
                              {"gmp.h", "gmp"},
                              {"jansson.h", "jansson"},
                              {"ldap.h", "ldap"},
                              {"lz4.h", "lz4"},
                              {"lzma.h", "lzma"},
                              {"ncurses.h", "ncurses"},
                              {"numa.h", "numa"},
                              {"oniguruma.h", "onig"},
                              {"openssl/evp.h", "crypto"},
                              {"openssl/ssl.h", "ssl"},
                              {"pcap.h", "pcap"},
                              {"popt.h", "popt"},
                              {"readline/readline.h", "readline"},
                              {"security/pam_appl.h", "pam"},
                              {"security/pam_modules.h", "pam"},
                              {"selinux/selinux.h", "selinux"},
                              {"sqlite3.h", "sqlite3"},
                              {"sys/acl.h", "acl"},
                              {"sys/capability.h", "cap"},
                              {"uuid/uuid.h", "uuid"},
                              {"yaml.h", "yaml"},
                              {"zlib.h", "z"},
                              {"zstd.h", "zstd"}};
  return requirement_of_library(found_in(names, path));
}

std::string requirement_of_cmake_package(std::string_view name) {
  // Packages for which CMake has a find module, and packages whose lower-case name differs from the RPM name.
  static const Names modules = {{"boost", "boost-devel"},
                                {"bison", "bison"},
                                {"bzip2", "bzip2-devel"},
                                {"curl", "pkgconfig(libcurl)"},
                                {"curses", "pkgconfig(ncurses)"},
                                {"doxygen", "doxygen"},
                                {"expat", "pkgconfig(expat)"},
                                {"flex", "flex"},
                                {"freetype", "pkgconfig(freetype2)"},
                                {"gettext", "gettext"},
                                {"git", "git-core"},
                                {"gnutls", "pkgconfig(gnutls)"},
                                {"gtest", "pkgconfig(gtest)"},
                                {"intl", ""},
                                {"iconv", ""},
                                {"jpeg", "pkgconfig(libjpeg)"},
                                {"libarchive", "pkgconfig(libarchive)"},
                                {"liblzma", "pkgconfig(liblzma)"},
                                {"libxml2", "pkgconfig(libxml-2.0)"},
                                {"lua", "lua-devel"},
                                {"opengl", "pkgconfig(gl)"},
                                {"openmp", ""},
                                {"openssl", "pkgconfig(openssl)"},
                                {"perl", "perl-interpreter"},
                                {"pkgconfig", "pkgconfig"},
                                {"png", "pkgconfig(libpng)"},
                                {"postgresql", "pkgconfig(libpq)"},
                                {"python", "python3-devel"},
                                {"python3", "python3-devel"},
                                {"pythoninterp", "python3"},
                                {"pythonlibs", "python3-devel"},
                                {"sqlite3", "pkgconfig(sqlite3)"},
                                {"threads", ""},
                                {"x11", "pkgconfig(x11)"},
                                {"zlib", "pkgconfig(zlib)"}};
  if (!is_plain(name)) return {};
  const auto found = modules.find(lower(name));
  return found == modules.end() ? fmt::format("cmake({})", name) : found->second;
}

std::string requirement_of_meson_dependency(std::string_view name) {
  // https://mesonbuild.com/Dependencies.html, "Dependencies with custom lookup functionality"
  static const Names special = {{"appleframeworks", ""},
                                {"boost", "boost-devel"},
                                {"curses", "pkgconfig(ncurses)"},
                                {"dl", ""},
                                {"gmock", "pkgconfig(gmock)"},
                                {"gtest", "pkgconfig(gtest)"},
                                {"iconv", ""},
                                {"intl", ""},
                                {"openmp", ""},
                                {"pcap", "libpcap-devel"},
                                {"python3", "python3-devel"},
                                {"python", "python3-devel"},
                                {"threads", ""}};
  if (!is_plain(name)) return {};
  const auto found = special.find(name);
  return found == special.end() ? fmt::format("pkgconfig({})", name) : found->second;
}

std::string requirement_of_program(std::string_view name) {
  static const Names packages = {{"sh", ""},
                                 {"bash", ""},
                                 {"sed", ""},
                                 {"awk", ""},
                                 {"gawk", ""},
                                 {"grep", ""},
                                 {"cp", ""},
                                 {"mv", ""},
                                 {"ln", ""},
                                 {"install", ""},
                                 {"cat", ""},
                                 {"tar", ""},
                                 {"gzip", ""},
                                 {"diff", ""},
                                 {"make", ""},
                                 {"gcc", ""},
                                 {"cc", ""},
                                 {"ld", ""},
                                 {"ar", ""},
                                 {"ranlib", ""},
                                 {"strip", ""},
                                 {"objcopy", ""},
                                 {"ldconfig", ""},
                                 {"true", ""},
                                 {"test", ""},
                                 {"echo", ""},
                                 {"find", ""},
                                 {"touch", ""},
                                 {"mkdir", ""},
                                 {"git", "git-core"},
                                 {"perl", "perl-interpreter"},
                                 {"python3", "python3"},
                                 {"python", "python3"},
                                 {"valac", "vala"},
                                 {"go", "golang"},
                                 {"cargo", "cargo"},
                                 {"rustc", "rust"},
                                 {"ninja", "ninja-build"}};
  // Scripts belong to the project.
  if (!is_plain(name) || name.ends_with(".py") || name.ends_with(".sh") || name.ends_with(".pl")) return {};
  const auto found = packages.find(name);
  return found == packages.end() ? fmt::format("/usr/bin/{}", name) : found->second;
}

}  // namespace rpmworks::scaffold

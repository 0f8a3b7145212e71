// SPDX-License-Identifier: GPL-3.0-or-later
#include "seeds.hpp"

namespace rpmworks::hostbase {

const std::vector<std::string>& default_seeds() {
  static const std::vector<std::string> seeds = {
      // The root itself. mawk comes before packages that accept any awk.
      "base-files", "libc6", "libc-bin", "mawk", "dash", "bash", "coreutils", "debianutils", "diffutils",
      "findutils", "grep", "sed", "gzip", "bzip2", "xz-utils", "zstd", "tar", "cpio", "unzip", "file",
      "patch", "hostname", "util-linux", "passwd", "login", "ncurses-bin", "ncurses-base", "procps",
      "gettext-base", "netbase", "tzdata",
      // Building
      "rpm", "gcc", "g++", "libc6-dev", "make", "binutils", "pkg-config", "cmake", "ninja-build", "m4",
      "gawk", "autoconf", "automake", "libtool", "gettext", "autopoint", "meson", "desktop-file-utils",
      // Python
      "python3", "python3-dev", "python3-setuptools", "python3-packaging", "python3-pip", "python3-wheel"};
  return seeds;
}

}  // namespace rpmworks::hostbase

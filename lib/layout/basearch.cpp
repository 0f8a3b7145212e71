// SPDX-License-Identifier: GPL-3.0-or-later
#include "layout/basearch.hpp"

#include "rpm/nevra.hpp"

namespace rpmworks::layout {

std::string basearch(const std::string& arch) {
  // dnf's table (dnf/rpm/__init__.py, _BASEARCH_MAP), for the architectures in use today.
  if (arch.size() == 4 && arch.front() == 'i' && arch.ends_with("86")) return "i386";
  if (arch == "athlon" || arch == "geode") return "i386";
  if (arch == "amd64" || arch == "ia32e" || arch.starts_with("x86_64")) return "x86_64";
  if (arch.starts_with("armv7h") || arch == "armv6hl" || arch == "armv8hl") return "armhfp";
  if (arch.starts_with("armv5") || arch.starts_with("armv6") || arch.starts_with("armv7")) return "arm";
  if (rpm::is_source_arch(arch)) return "source";
  return arch;
}

}  // namespace rpmworks::layout

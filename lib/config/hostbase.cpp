// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/hostbase.hpp"

#include <sys/utsname.h>

namespace rpmworks::config {

std::string machine_arch() {
  utsname machine{};
  return ::uname(&machine) == 0 ? machine.machine : "x86_64";
}

const std::vector<std::string>& hostbase_install() {
  // Packages that a spec may use without naming them, as in the build groups of the RPM distributions, with
  // Debian's names.
  static const std::vector<std::string> k_packages = {
      "bash", "bzip2", "coreutils", "cpio",       "diffutils", "file", "findutils", "gcc",
      "grep", "gzip",  "hostname",  "libc6-dev",  "make",      "mawk", "netbase",   "patch",
      "sed",  "tar",   "tzdata",    "util-linux", "xz-utils",  "zstd"};
  return k_packages;
}

void add_hostbase(Config& config, const Hostbase& hostbase) {
  const std::string name = Hostbase::k_name;
  const Located<std::string> itself{name, {}};
  config.keys.emplace(name, Key{.name = name, .public_key = hostbase.folder / "RPM-GPG-KEY-hostbase"});
  config.upstreams.emplace(
      name, Upstream{.name = name, .baseurl = "file://" + hostbase.folder.string(), .trust = {itself}});
  config.targets.emplace(
      name, Target{.name = name, .arch = machine_arch(), .repos = {itself}, .install = hostbase_install()});
}

}  // namespace rpmworks::config

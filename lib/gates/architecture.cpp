// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

#include "core/text.hpp"
#include "gates/gate.hpp"

namespace rpmworks::gates {

namespace {

using std::string_view;

/// A machine as file(1) names it in an ELF file, and the architectures of packages that may contain its
/// programs: a package for 64 bits may contain some for 32 bits.
struct Machine {
  string_view shown;
  std::vector<string_view> packages;
};

const std::vector<Machine>& machines() {
  static const std::vector<Machine> all = {
      {", x86-64", {"x86_64"}},
      {", Intel 80386", {"i386", "i486", "i586", "i686", "x86_64"}},
      {", Intel i386", {"i386", "i486", "i586", "i686", "x86_64"}},
      {", ARM aarch64", {"aarch64"}},
      {", ARM, ", {"arm", "aarch64"}},
      {", IBM S/390", {"s390", "s390x"}},
      {", 64-bit PowerPC", {"ppc64"}},
      {", PowerPC or", {"ppc"}},
      {", UCB RISC-V", {"riscv64", "riscv32"}},
  };
  return all;
}

// Data for other machines: firmware, and what emulators and cross compilers use.
bool may_be_for_other_machines(const std::string& path) {
  constexpr std::array<string_view, 5> k_folders = {"/usr/share/", "/usr/lib/firmware/", "/lib/firmware/",
                                                    "/usr/lib/debug/", "/usr/src/"};
  return std::ranges::any_of(k_folders, [&](string_view folder) { return path.starts_with(folder); });
}

bool is_program(const std::string& kind) {
  return kind.find("ELF") != std::string::npos &&
         (kind.find("executable") != std::string::npos || kind.find("shared object") != std::string::npos);
}

bool is_for_other_machine(const std::string& arch, const std::string& kind) {
  if (!is_program(kind)) return false;
  for (const auto& machine : machines())
    if (kind.find(machine.shown) != std::string::npos)
      return std::ranges::none_of(machine.packages, [&](string_view one) { return arch.starts_with(one); });
  return false;
}

/// The architectures for which a section is meant, as systems.
class SectionArch {
 public:
  SectionArch(const manifest::SectionInfo& section, const config::Config* config) {
    if (config)
      if (const auto target = config->targets.find(section.target); target != config->targets.end())
        m_systems.emplace(target->second.arch, "the target " + section.target);
    // `$basearch` was replaced by one of these in the path.
    static const std::map<string_view, string_view> folders = {
        {"x86_64", "x86_64"}, {"i386", "i686"},       {"aarch64", "aarch64"}, {"armhfp", "armv7hnl"},
        {"ppc64", "ppc64"},   {"ppc64le", "ppc64le"}, {"s390x", "s390x"},     {"riscv64", "riscv64"}};
    for (const auto& part : split(section.path, '/'))
      if (const auto folder = folders.find(part); folder != folders.end())
        m_systems.emplace(folder->second, "the folder " + part);
  }

  /// What the architecture of a package does not fit; empty if it fits all.
  std::string misfit(const std::string& arch) {
    const auto [known, is_new] = m_known.try_emplace(arch);
    if (!is_new) return known->second;
    for (const auto& [system, name] : m_systems)
      if (!solve::is_arch_for(arch, system)) known->second = name;
    return known->second;
  }

 private:
  std::map<std::string, std::string> m_systems;  ///< architecture → what is for it
  std::map<std::string, std::string> m_known;    ///< by the architecture of a package
};

void look_at_files(const manifest::Entry& entry, const rpm::Contents& contents,
                   std::vector<Finding>& findings) {
  const auto add = [&](const rpm::PackagedFile& file, const std::string& text) {
    findings.push_back({fmt::format("{}.{} {}", entry.nevra.name, entry.nevra.arch, file.path),
                        fmt::format("{}: {} {}", entry.nevra.str(), file.path, text), entry.file});
  };
  const bool is_noarch = entry.nevra.arch == "noarch";
  for (const auto& file : contents.files) {
    if (!file.is_regular() || may_be_for_other_machines(file.path)) continue;
    const std::string& kind = contents.kind_of(file);
    if (is_noarch && (file.colour != 0 || is_program(kind)))
      add(file, "is a program or library for one architecture: remove `BuildArch: noarch` from the spec");
    else if (!is_noarch && is_for_other_machine(entry.nevra.arch, kind))
      add(file, fmt::format("is for another architecture: {}", kind));
  }
}

}  // namespace

Check architecture_gate(const GateInputs& inputs) {
  const ReleaseOnDisk& release = inputs.release;
  const manifest::SectionInfo& section = *inputs.section;
  SectionArch arch(section, inputs.config);
  std::vector<Finding> findings;
  for (size_t i = 0; i < release.contents.size(); ++i) {
    const manifest::Entry& entry = release.manifest->packages[i];
    if (entry.section != section.path || entry.nevra.is_source()) continue;
    if (const std::string misfit = arch.misfit(entry.nevra.arch); !misfit.empty())
      findings.push_back(
          {fmt::format("{}.{}", entry.nevra.name, entry.nevra.arch),
           fmt::format("{} cannot be installed on the systems of {}", entry.nevra.str(), misfit),
           entry.file});
    look_at_files(entry, *release.contents[i], findings);
  }
  return judged("architecture", section.path, std::move(findings));
}

}  // namespace rpmworks::gates

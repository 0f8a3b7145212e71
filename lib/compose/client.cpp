// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "compose/plan.hpp"

namespace rpmworks::compose {

namespace {

using config::ClientProfile;

// What a package needs of the rpm that reads it stands in its requirements as rpmlib(…). Each feature carries
// the version of rpm that brought it (lib/rpmds.c, shown by `rpm --showrc`): these are up to 4.8.0, which
// el6 has.
constexpr std::array<std::string_view, 14> k_el6 = {"BuiltinLuaScripts",
                                                    "CompressedFileNames",
                                                    "ConcurrentAccess",
                                                    "ExplicitPackageProvide",
                                                    "FileCaps",
                                                    "FileDigests",
                                                    "HeaderLoadSortsTags",
                                                    "PartialHardlinkSets",
                                                    "PayloadFilesHavePrefix",
                                                    "PayloadIsBzip2",
                                                    "PayloadIsLzma",
                                                    "PayloadIsXz",
                                                    "ScriptletInterpreterArgs",
                                                    "VersionedDependencies"};
// And these up to 4.11.3, which el7 has.
constexpr std::array<std::string_view, 2> k_el7_besides = {"ScriptletExpansion", "TildeInVersions"};

std::string rpmlib_feature(std::string_view requirement) {
  constexpr std::string_view k_start = "rpmlib(";
  if (!requirement.starts_with(k_start)) return {};
  return std::string(requirement.substr(k_start.size(), requirement.find(')') - k_start.size()));
}

}  // namespace

std::string name_of(ClientProfile client) {
  switch (client) {
    case ClientProfile::el6:
      return "el6";
    case ClientProfile::el7:
      return "el7";
    case ClientProfile::modern:
      break;
  }
  return "modern";
}

std::string unreadable_because(const rpm::Package& package, ClientProfile client) {
  if (client == ClientProfile::modern) return {};
  for (const auto& requirement : package.requires_) {
    const std::string feature = rpmlib_feature(requirement);
    if (feature.empty() || std::ranges::find(k_el6, feature) != k_el6.end()) continue;
    if (client == ClientProfile::el7 && std::ranges::find(k_el7_besides, feature) != k_el7_besides.end())
      continue;
    return fmt::format("it needs rpmlib({}), which rpm of {} does not have", feature, name_of(client));
  }
  return {};
}

std::string unverifiable_because(const std::string& algorithm, ClientProfile client) {
  if (client == ClientProfile::modern || algorithm.starts_with("rsa")) return {};
  return fmt::format("rpm of {} verifies RSA signatures, and the key is {}", name_of(client), algorithm);
}

}  // namespace rpmworks::compose

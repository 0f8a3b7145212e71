// SPDX-License-Identifier: GPL-3.0-or-later
#include <functional>
#include <map>

#include "gates/gates.hpp"

namespace rpmworks::gates {

std::string_view gate_description(const std::string& gate) {
  static const std::map<std::string, std::string_view, std::less<>> k_descriptions = {
      {"manifest", "The manifest can be read, is signed, and belongs to the release"},
      {"signatures", "Only trusted keys of its section signed each package"},
      {"digests", "Each package is there, as the manifest lists it"},
      {"repodata", "The signed metadata of a section is that of its packages"},
      {"files", "The release has exactly the files of its manifest, and its .repo files require signatures"},
      {"duplicates", "No package is twice in a section or for a target"},
      {"sources", "The source package of each built package is in the release, and no other one"},
      {"provenance", "Signed statements say how each package was built"},
      {"keys", "Clients have every key that signs the release"},
      {"withdrawn", "No package was withdrawn from an earlier release"},
      {"signer", "The key that signed the release is one that is known for its product"},
      {"mirrors", "Each mirror of the release has the signed metadata of its manifest"},
      {"history", "The earlier releases are the ones that it follows"},
      {"readable", "The clients of a section can read and verify its packages"},
      {"architecture", "Packages and the programs in them are for the architecture of their section"},
      {"file-conflicts", "Packages that can be installed together have no conflicting files"},
      {"closure", "Each package can be installed on the base with the help of the release"},
      {"lost", "Nothing requires what the release does not provide any more"},
      {"licenses", "Packages have only licences that are allowed"},
      {"permissions", "No file is newly setuid, setgid, world-writable or with capabilities"},
      {"empty", "No package that was built here is without any effect"},
      {"upgrade", "Clients get to the release from every earlier one"},
      {"waivers", "No waiver has expired or is unused"}};
  const auto found = k_descriptions.find(gate);
  return found == k_descriptions.end() ? std::string_view() : found->second;
}

}  // namespace rpmworks::gates

// SPDX-License-Identifier: GPL-3.0-or-later
#include "licenses/names.hpp"

#include <cstddef>
#include <unordered_map>

#include "core/embedded.hpp"
#include "core/text.hpp"
#include "licenses/expression.hpp"

RPMWORKS_EMBED(rpmworks_spdx_ids, RPMWORKS_LICENSES "/spdx-ids.txt")
RPMWORKS_EMBED(rpmworks_legacy_names, RPMWORKS_LICENSES "/legacy-names.txt")

namespace rpmworks::licenses {

namespace {

using Names = std::unordered_map<std::string, std::string>;  // in lower case → what it stands for

struct SpdxIds {
  Names licenses;
  Names exceptions;
};

SpdxIds read_spdx_ids() {
  SpdxIds ids;
  Names* section = &ids.licenses;
  for (const std::string& line : split(RPMWORKS_EMBEDDED(rpmworks_spdx_ids), '\n')) {
    if (line.empty() || line.front() == '#' || line == "[licenses]") continue;
    if (line == "[exceptions]")
      section = &ids.exceptions;
    else
      for (const std::string& id : split(line, ' ')) section->emplace(lower_case(id), id);
  }
  return ids;
}

Names read_legacy_names() {
  Names names;
  for (const std::string& line : split(RPMWORKS_EMBEDDED(rpmworks_legacy_names), '\n')) {
    const size_t equals = line.find(" = ");
    if (line.empty() || line.front() == '#' || equals == std::string::npos) continue;
    names.emplace(lower_case(line.substr(0, equals)), line.substr(equals + 3));
  }
  return names;
}

const SpdxIds& spdx_ids() {
  static const SpdxIds ids = read_spdx_ids();
  return ids;
}

std::string found_in(const Names& names, const std::string& name) {
  const auto found = names.find(lower_case(name));
  return found == names.end() ? std::string() : found->second;
}

}  // namespace

std::string listed_license(const std::string& id) {
  return found_in(spdx_ids().licenses, id);
}

std::string listed_exception(const std::string& id) {
  return found_in(spdx_ids().exceptions, id);
}

std::string legacy_license(const std::string& name) {
  static const Names names = read_legacy_names();
  return found_in(names, name);
}

}  // namespace rpmworks::licenses

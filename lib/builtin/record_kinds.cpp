// SPDX-License-Identifier: GPL-3.0-or-later
#include "builtin/record_kinds.hpp"

#include "builtin/records.hpp"

namespace rpmworks::builtin {

namespace {

using Requirements = std::vector<std::string>;

Json json_of_requirements(const Requirements& requirements) {
  return requirements;
}

Requirements requirements_of_json(const Json& json) {
  return json.get<Requirements>();
}

}  // namespace

const store::RecordKind<Requirements> k_found_requirements{"found-requirements", 1, json_of_requirements,
                                                           requirements_of_json};

store::Kinds record_kinds() {
  return store::kinds_of(k_found_requirements);
}

}  // namespace rpmworks::builtin

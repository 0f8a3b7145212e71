// SPDX-License-Identifier: GPL-3.0-or-later
#include "buildplan/record_kinds.hpp"

#include "buildplan/records.hpp"

namespace rpmworks::buildplan {

namespace {

using Names = std::vector<std::string>;

Json json_of_choice(const Choice& choice) {
  return {{"solved", choice.solved}, {"files", choice.files}, {"promised", choice.promised}};
}

Choice choice_of_json(const Json& json) {
  return {.solved = json.at("solved"), .files = json.at("files"), .promised = json.at("promised")};
}

Json json_of_names(const Names& names) {
  return names;
}

Names names_of_json(const Json& json) {
  return json.get<Names>();
}

Json same_json(const Json& json) {
  return json;
}

}  // namespace

// The files of a choice are named by their digests, but whoever reads it has them from elsewhere.
const store::RecordKind<Choice> k_choices{"build-choice", 1, json_of_choice, choice_of_json};
const store::RecordKind<Names> k_names_built{"build-names", 1, json_of_names, names_of_json};
const store::RecordKind<Names> k_files_built{"build-files", 1, json_of_names, names_of_json};
const store::RecordKind<Json> k_plans{"plan", 1, same_json, same_json};

store::Kinds record_kinds() {
  return store::kinds_of(k_choices, k_names_built, k_files_built, k_plans);
}

}  // namespace rpmworks::buildplan

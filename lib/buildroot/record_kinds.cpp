// SPDX-License-Identifier: GPL-3.0-or-later
#include "buildroot/record_kinds.hpp"

#include "buildroot/records.hpp"

namespace rpmworks::buildroot {

namespace {

Json json_of_pieces(const std::vector<engine::Piece>& pieces) {
  auto array = Json::array();
  for (const auto& piece : pieces)
    array.push_back({{"sha256", piece.sha256},
                     {"nevra", piece.nevra.str()},
                     {"repository", piece.repository},
                     {"href", piece.href},
                     {"size", piece.size}});
  return array;
}

std::vector<engine::Piece> pieces_of_json(const Json& json) {
  std::vector<engine::Piece> pieces;
  for (const auto& entry : json)
    pieces.push_back({entry.at("sha256"), rpm::Nevra::parse(entry.at("nevra").get<std::string>()),
                      entry.at("repository"), entry.at("href"), entry.at("size")});
  return pieces;
}

Json json_of_set(const BuildSet& set) {
  return {{"bootstrap", json_of_pieces(set.bootstrap)},
          {"base", json_of_pieces(set.base)},
          {"extra", json_of_pieces(set.extra)}};
}

BuildSet set_of_json(const Json& json) {
  return {pieces_of_json(json.at("bootstrap")), pieces_of_json(json.at("base")),
          pieces_of_json(json.at("extra"))};
}

Json json_of_bytes(const uint64_t& bytes) {
  return bytes;
}

uint64_t bytes_of_json(const Json& json) {
  return json.get<uint64_t>();
}

// Those of no repository are packages of the product, which lie in the store.
std::vector<std::string> own_packages(const BuildSet& set) {
  std::vector<std::string> own;
  for (const auto* const pieces : {&set.bootstrap, &set.base, &set.extra})
    for (const engine::Piece& piece : *pieces)
      if (piece.repository.empty()) own.push_back(piece.sha256);
  return own;
}

}  // namespace

const store::RecordKind<BuildSet> k_build_sets{"build-set", 1, json_of_set, set_of_json, own_packages};
const store::RecordKind<uint64_t> k_outgrown_memory{"outgrown-memory", 1, json_of_bytes, bytes_of_json};

store::Kinds record_kinds() {
  return store::kinds_of(k_build_sets, k_outgrown_memory);
}

}  // namespace rpmworks::buildroot

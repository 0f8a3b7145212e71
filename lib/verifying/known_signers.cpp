// SPDX-License-Identifier: GPL-3.0-or-later
#include "verifying/known_signers.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.hpp"
#include "core/json.hpp"

namespace rpmworks::verifying {

namespace {

Json json_of(const KnownSigner& signer) {
  return {{"fingerprint", signer.fingerprint},
          {"user_id", signer.user_id},
          {"since", signer.since},
          {"from", signer.from}};
}

KnownSigner signer_of(const Json& json) {
  return {.fingerprint = json.at("fingerprint"),
          .user_id = json.at("user_id"),
          .since = json.at("since"),
          .from = json.at("from")};
}

}  // namespace

KnownSigners KnownSigners::read(const fs::path& file) {
  KnownSigners known;
  if (!is_there(file)) return known;
  try {
    const Json json = Json::parse(read_file(file));
    if (json.at("schema") != 1) throw JsonError("its schema is not 1");
    for (const auto& [product, signers] : json.at("products").items())
      for (const Json& signer : signers) known.m_signers[product].push_back(signer_of(signer));
  } catch (const JsonError& error) {
    throw Error(ExitCode::invalid,
                fmt::format("{} is not a list of known signers: {}", file.string(), error.what()))
        .hint(
            "restore the file, or remove it if you accept that the signers of all products are learnt again");
  }
  return known;
}

const std::vector<KnownSigner>& KnownSigners::of(const std::string& product) const {
  static const std::vector<KnownSigner> none;
  const auto found = m_signers.find(product);
  return found == m_signers.end() ? none : found->second;
}

void KnownSigners::add(const std::string& product, KnownSigner signer) {
  auto& known = m_signers[product];
  if (std::ranges::count(known, signer.fingerprint, &KnownSigner::fingerprint) == 0)
    known.push_back(std::move(signer));
}

void KnownSigners::write(const fs::path& file) const {
  Json json{{"schema", 1}, {"products", Json::object()}};
  for (const auto& [product, signers] : m_signers) {
    Json list = Json::array();
    for (const auto& signer : signers) list.push_back(json_of(signer));
    json["products"].add(product, std::move(list));
  }
  make_folders(file.parent_path());
  write_file_atomically(file, json.dump(2) + "\n");
}

}  // namespace rpmworks::verifying

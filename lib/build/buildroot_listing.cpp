// SPDX-License-Identifier: GPL-3.0-or-later
#include "build/buildroot_listing.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace rpmworks::build {

namespace {

using OrderedJson = nlohmann::ordered_json;

std::string document(OrderedJson packages, const std::string& buildroot_sha256) {
  const OrderedJson json = {
      {"schema", 1}, {"buildroot_sha256", buildroot_sha256}, {"packages", std::move(packages)}};
  return json.dump(2, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
}

}  // namespace

std::string buildroot_json(std::vector<Piece> pieces, const std::string& buildroot_sha256) {
  std::ranges::sort(pieces, {},
                    [](const Piece& piece) { return std::pair(piece.nevra.str(), piece.sha256); });
  OrderedJson packages = OrderedJson::array();
  for (const Piece& piece : pieces)
    packages.push_back({{"nevra", piece.nevra.str()},
                        {"sha256", piece.sha256},
                        {"origin", piece.repository.empty() ? "this product" : piece.repository}});
  return document(std::move(packages), buildroot_sha256);
}

std::string buildroot_json(const std::vector<std::string>& nevras, const std::string& buildroot_sha256) {
  OrderedJson packages = OrderedJson::array();
  for (const std::string& nevra : nevras) packages.push_back({{"nevra", nevra}});
  return document(std::move(packages), buildroot_sha256);
}

}  // namespace rpmworks::build

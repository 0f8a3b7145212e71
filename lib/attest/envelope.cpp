// SPDX-License-Identifier: GPL-3.0-or-later
#include "attest/envelope.hpp"

#include <fmt/format.h>

#include "core/encoding.hpp"
#include "core/error.hpp"
#include "core/json.hpp"
#include "core/text.hpp"

namespace rpmworks::attest {

namespace {

std::string decoded(const Json& json, const char* name) {
  // Envelopes may use the URL-safe alphabet too.
  std::string text = json.at(name).text();
  for (char& c : text) c = c == '-' ? '+' : c == '_' ? '/' : c;
  if (auto bytes = from_base64(text)) return std::move(*bytes);
  throw JsonError(fmt::format("'{}' is not base64", name));
}

Envelope envelope_of(std::string_view line) {
  const Json json = Json::parse(line);
  Envelope envelope{
      .payload_type = json.at("payloadType"), .payload = decoded(json, "payload"), .signatures = {}};
  for (const Json& signature : json.at("signatures"))
    envelope.signatures.push_back({signature.value("keyid", ""), decoded(signature, "sig")});
  return envelope;
}

}  // namespace

std::string signed_bytes(std::string_view payload_type, std::string_view payload) {
  return fmt::format("DSSEv1 {} {} {} {}", payload_type.size(), payload_type, payload.size(), payload);
}

std::string to_line(const Envelope& envelope) {
  Json signatures = Json::array();
  for (const auto& signature : envelope.signatures)
    signatures.push_back({{"keyid", signature.keyid}, {"sig", to_base64(signature.sig)}});
  const Json json = {{"payload", to_base64(envelope.payload)},
                     {"payloadType", envelope.payload_type},
                     {"signatures", std::move(signatures)}};
  return json.dump() + "\n";
}

std::string signed_line(const std::string& statement, const std::string& keyid,
                        const std::function<std::string(const std::string& bytes)>& sign) {
  return to_line({.payload_type = k_in_toto,
                  .payload = statement,
                  .signatures = {{keyid, sign(signed_bytes(k_in_toto, statement))}}});
}

std::vector<Envelope> envelopes_of(std::string_view text, const std::string& file_name) {
  std::vector<Envelope> envelopes;
  int number = 0;
  for (const auto& line : split(text, '\n')) {
    ++number;
    if (line.empty()) continue;
    try {
      envelopes.push_back(envelope_of(line));
    } catch (const JsonError& error) {
      throw Error(ExitCode::invalid, fmt::format("this is not a DSSE envelope: {}", error.what()))
          .at({.file = file_name, .line = number, .column = 1})
          .hint("pass an unchanged file of a release's folder provenance/");
    }
  }
  return envelopes;
}

}  // namespace rpmworks::attest

// SPDX-License-Identifier: GPL-3.0-or-later
// in-toto statements: https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md
#pragma once

#include <string>
#include <vector>

#include "core/json.hpp"

namespace rpmworks::attest {

/// What names rpmworks in statements: the builder, the verifier, the beginning of the types of builds.
inline constexpr const char* k_rpmworks = "https://github.com/altai/rpmworks";

/// A file that a statement is about, or that something was made from.
struct Resource {
  std::string name;  ///< may be empty
  std::string uri;   ///< may be empty
  /// The name of the digest, "sha256" or "gitCommit", and its hexadecimal digits.
  std::string algorithm = "sha256";
  std::string digest;
  bool operator==(const Resource&) const = default;
};

struct Statement {
  std::vector<Resource> subjects;
  std::string predicate_type;
  Json predicate;
};

Json to_json(const Resource& resource);
Json to_json(const std::vector<Resource>& resources);
/// Throws JsonError if the resource has none of the digests that rpmworks knows.
Resource resource_of(const Json& json);

/// The JSON text of a statement: what an envelope carries.
std::string to_text(const Statement& statement);
/// Throws Error(invalid), naming `file_name`, if the text is not a statement.
Statement statement_of(const std::string& text, const std::string& file_name);

}  // namespace rpmworks::attest

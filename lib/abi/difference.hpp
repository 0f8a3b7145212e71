// SPDX-License-Identifier: GPL-3.0-or-later
// How the interface of a shared library changed, as abidiff of libabigail reports it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/json.hpp"

namespace rpmworks::abi {

/// From the most alarming to the least.
enum class Verdict {
  incompatible,  ///< functions or variables are gone, or changed so that users break
  unknown,       ///< could not be compared
  review,        ///< functions or variables have other types: users may break
  compatible,    ///< only additions
  same           ///< no difference in the interface
};
/// "incompatible", "unknown", …
std::string name_of(Verdict verdict);

/// What became of functions or of variables, as declarations if there is debug information, else as symbols.
struct Interfaces {
  std::vector<std::string> removed;
  std::vector<std::string> changed;
  std::vector<std::string> added;
};

struct Difference {
  Verdict verdict = Verdict::same;
  Interfaces functions;
  Interfaces variables;
  /// The ELF symbols of what was removed: "name", or "name@VERSION".
  std::vector<std::string> lost_symbols;
  /// Whether types were compared. Otherwise only symbols were, because one side has no debug information.
  bool has_types = false;
  std::string unknown;  ///< why the libraries could not be compared; empty: they were
};

/// What abidiff's exit code and report say. The exit code is a set of bits: 1 an error, 2 a wrong command
/// line, 4 a changed interface, 8 an incompatible change (manual page of abidiff, "RETURN VALUES").
/// `messages` is what it wrote to standard error.
Difference read_abidiff(int exit_code, std::string_view report, std::string_view messages);

/// Whether an undefined symbol of a program ("name" or "name@VERSION") is one of the lost symbols.
bool is_lost(const std::string& undefined, const std::vector<std::string>& lost_symbols);

Json to_json(const Difference& difference);
/// Throws JsonError or Error(invalid) for other JSON.
Difference difference_of_json(const Json& json);

}  // namespace rpmworks::abi

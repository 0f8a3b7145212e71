// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "rpm/source_package.hpp"
#include "rpm/spec.hpp"

namespace rpmworks::inside {

/// A request to the program inside the sandbox.
struct Query {
  enum class Action {
    parse,   ///< `file` is a spec: parse it
    write,   ///< `file` is a spec: write its source package into %{_srcrpmdir}
    unpack,  ///< `file` is a source package: read its header and parse its spec
    extract  ///< `file` is a source package: write all its files, without parsing
  };
  Action action = Action::parse;
  std::string file;  ///< path inside the sandbox
  rpm::Macros macros;
  std::string target;          ///< rpm's --target
  uint64_t file_bytes = 0;     ///< largest file that may be written from then on; 0: any
  bool with_expanded = false;  ///< for parse and write: the answer includes the expanded spec
  bool is_others = false;  ///< for parse: the spec is from a package made elsewhere (always so for unpack)

  std::string to_json() const;
  static Query from_json(const std::string& text);
};

/// Limit for an answer as JSON. Data and messages of real specs are far smaller.
constexpr size_t k_largest_answer = 48UL << 20;

/// The response: `error`, or the result of the action. `write` may return both, if the spec parses but the
/// package cannot be written. The process that made it also ran code of the spec (Lua), so it is as untrusted
/// as the spec: size and depth are limited, and from_json rejects names, file names and numbers that no spec
/// can have.
struct Answer {
  std::optional<Error> error;
  rpm::SpecInfo spec;                ///< for parse, write and unpack
  std::string expanded;              ///< for parse and write: the expanded spec, if requested
  rpm::SourcePackage package;        ///< for unpack and extract
  std::vector<std::string> doubts;   ///< for unpack and for specs made elsewhere: see rpm::SpecReading
  std::string unparsable_spec;       ///< for unpack: why its spec could not be parsed; then `spec` is empty
  std::vector<std::string> printed;  ///< stderr of the spec's commands; not part of the JSON

  std::string to_json() const;
  /// Throws Error(invalid) for data that the program cannot have returned for a spec or package.
  static Answer from_json(const std::string& text);
};

}  // namespace rpmworks::inside

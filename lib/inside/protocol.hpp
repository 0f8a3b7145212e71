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

/// What the host asks of the helper inside the sandbox.
struct Query {
  enum class Action {
    parse,   ///< `file` is a spec: what does it say?
    write,   ///< `file` is a spec: write its source package into %{_srcrpmdir}
    unpack,  ///< `file` is a source package: what do its header and its spec say?
    extract  ///< `file` is a source package: write all that is in it, and parse nothing
  };
  Action action = Action::parse;
  std::string file;  ///< a path of the inside
  rpm::Macros macros;
  std::string target;          ///< rpm's --target
  uint64_t file_bytes = 0;     ///< the largest file that may be written from then on; 0: any
  bool with_expanded = false;  ///< of parse and write: the answer holds the spec as expanded
  bool is_others = false;      ///< of parse: the spec of somebody else's package, as it always is with unpack

  std::string to_json() const;
  static Query from_json(const std::string& text);
};

/// The largest answer, as JSON. What a spec says and the messages about it are far smaller.
constexpr size_t k_largest_answer = 48UL << 20;

/// What the helper answers: `error`, or what the action gives; of write both, where the spec parses and the
/// package cannot be written. It was made in a process in which code of the
/// spec ran (Lua), so it is believed no further than the spec itself: it is bounded in size and depth, and
/// from_json refuses names, file names and numbers that no spec can say.
struct Answer {
  std::optional<Error> error;
  rpm::SpecInfo spec;               ///< of parse, write and unpack
  std::string expanded;             ///< of parse and write: the spec as expanded, where the query asks for it
  rpm::SourcePackage package;       ///< of unpack and extract
  std::vector<std::string> doubts;  ///< of unpack and of others' specs: see rpm::SpecReading
  std::string unparsable_spec;      ///< of unpack: why its spec could not be parsed; `spec` is empty then
  std::vector<std::string> printed;  ///< what the spec's commands wrote to stderr; no part of the JSON

  std::string to_json() const;
  /// Throws Error(invalid) for anything that the helper cannot have said of a spec or package.
  static Answer from_json(const std::string& text);
};

}  // namespace rpmworks::inside

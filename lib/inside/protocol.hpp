// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

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
  std::string target;       ///< rpm's --target
  uint64_t file_bytes = 0;  ///< the largest file that may be written from then on; 0: any

  std::string to_json() const;
  static Query from_json(const std::string& text);
};

/// What the helper answers: `error`, or what the action gives. It was made beside untrusted code, so nothing
/// in it is believed before it is checked.
struct Answer {
  std::optional<Error> error;
  rpm::SpecInfo spec;           ///< of parse and unpack
  rpm::SourcePackage package;   ///< of unpack and extract
  std::string unparsable_spec;  ///< of unpack: why its spec could not be parsed; `spec` is empty then

  std::string to_json() const;
  static Answer from_json(const std::string& text);
};

}  // namespace rpmworks::inside

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inside/protocol.hpp"
#include "sandbox/sandbox.hpp"
#include "spec/bounds.hpp"

namespace rpmworks::spec {

/// Host folders and files that rpm sees inside; empty ones are not shown.
struct Room {
  fs::path tree;               ///< read-only, as inside::tree
  fs::path sources;            ///< as inside::sources
  bool fills_sources = false;  ///< sources are written to: a source package is unpacked
  fs::path results;            ///< writable, as inside::results
  fs::path package;            ///< a source package, read-only, by its name below inside::package
  std::string folder;          ///< working folder, below the tree
  bool is_apart = false;       ///< the working folder is / instead: the spec is away from its tree
  int64_t epoch = 0;           ///< SOURCE_DATE_EPOCH
  std::string target;          ///< of the query; if given, rpm reads its configuration while it waits
};

/// How fast rpm reads and writes payloads at the least, in bytes a millisecond: xz on a slow machine.
constexpr uint64_t k_slowest_payload = 1UL << 10;

/// rpm in a sandbox of its own, waiting to be asked. The room's folders must be there; what is in them may
/// come until then.
class SpecRunner {
 public:
  /// Starts it. The bounds of memory and of what is printed hold from here on, the others from the
  /// question.
  SpecRunner(const Room& room, const SpecBounds& bounds);

  /// Asks, once, as ask() does.
  inside::Answer ask(inside::Query query, const SpecBounds& bounds);
  /// The same, with an error that came back left in the answer, its paths as the user knows them.
  inside::Answer ask_for_all(inside::Query query, const SpecBounds& bounds);

 private:
  sandbox::Started m_sandbox;
};

/// Runs the query in the sandbox. Throws the Error that came back, its paths as the user knows them, or
/// Error(invalid) when the spec went beyond `bounds` or ended rpm.
inside::Answer ask(const Room& room, const inside::Query& query, const SpecBounds& bounds);

}  // namespace rpmworks::spec

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inside/protocol.hpp"
#include "sandbox/sandbox.hpp"
#include "spec/bounds.hpp"

namespace rpmworks::spec {

/// The host folders and files that the sandbox shows to rpm; empty ones are not shown.
struct SandboxPaths {
  fs::path tree;                ///< read-only, as inside::tree
  fs::path sources;             ///< as inside::sources
  bool writes_sources = false;  ///< `sources` is writable: a source package is unpacked
  fs::path results;             ///< writable, as inside::results
  fs::path package;             ///< a source package, read-only, by its file name in inside::package
  std::string folder;           ///< working folder, relative to the tree
  bool without_tree = false;    ///< the working folder is / and the tree is not shown
  int64_t epoch = 0;            ///< SOURCE_DATE_EPOCH
  std::string target;  ///< target of the query; if set, rpm reads its configuration before the query arrives
};

/// The lowest speed at which rpm is expected to read and write payloads, in bytes per millisecond: xz on a
/// slow machine.
constexpr uint64_t k_slowest_payload = 1UL << 10;

/// rpm in its own sandbox, waiting for a query. The folders in `paths` must exist at the start; their
/// contents may be written until the query is sent.
class Runner {
 public:
  /// Starts the sandbox. The limits of memory and output hold from now on, the others from the query on.
  Runner(const SandboxPaths& paths, const Bounds& bounds);

  /// Sends the query and returns the answer, as ask() does; once only.
  inside::Answer ask(inside::Query query, const Bounds& bounds);
  /// Same, but an error in the answer is returned, not thrown, with the paths that the user knows.
  inside::Answer ask_keeping_error(inside::Query query, const Bounds& bounds);

 private:
  sandbox::Started m_sandbox;
};

/// Runs the query in a new sandbox. Throws the Error in the answer, with the paths that the user knows, or
/// Error(invalid) if the spec exceeded `bounds` or ended rpm.
inside::Answer ask(const SandboxPaths& paths, const inside::Query& query, const Bounds& bounds);

}  // namespace rpmworks::spec

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/files.hpp"
#include "deb.hpp"

namespace rpmworks::hostbase {

/// Compiles Python modules, which Debian does in maintainer scripts. Without byte code, each Python process
/// of a build compiles the modules it imports again, because it cannot write to its root.
class PythonCompiler {
 public:
  PythonCompiler() = default;
  /// Uses this machine's interpreter of that version ("3.11"); without it, nothing is compiled.
  explicit PythonCompiler(const std::string& version);

  /// Identifies the interpreter exactly; empty if there is none. The same interpreter gives the same byte
  /// code for the same sources.
  const std::string& identity() const { return m_identity; }

  /// Compiles the modules of an unpacked package in the folders of its interpreter and adds the byte code to
  /// `entries`, which stay sorted. The byte code is valid for sources of the same time and size (PEP 552), as
  /// rpm installs them. Modules that cannot be compiled, for example for other versions, are skipped.
  void compile(const fs::path& root, std::vector<Entry>& entries) const;

 private:
  fs::path m_interpreter;
  std::string m_tag;  // "cpython-311"
  std::string m_identity;
};

}  // namespace rpmworks::hostbase

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/files.hpp"
#include "deb.hpp"

namespace rpmworks::hostbase {

/// Compiles Python modules, which Debian leaves to maintainer scripts: without byte code each Python of a
/// build compiles again what it imports, since it cannot write into its root.
class PythonCompiler {
 public:
  PythonCompiler() = default;
  /// With this machine's interpreter of that version ("3.11"); with none nothing is compiled.
  explicit PythonCompiler(const std::string& version);

  /// Names the interpreter to the last detail; empty when there is none. Its byte code is the same for the
  /// same sources.
  const std::string& identity() const { return m_identity; }

  /// Compiles the modules of an unpacked package in the folders of its interpreter and adds the byte code to
  /// `entries`, which stay sorted. It is valid for sources of the same time and size (PEP 552), which is how
  /// rpm installs them. Modules that cannot be compiled, such as those for other versions, are passed over.
  void compile(const fs::path& root, std::vector<Entry>& entries) const;

 private:
  fs::path m_interpreter;
  std::string m_tag;  // "cpython-311"
  std::string m_identity;
};

}  // namespace rpmworks::hostbase

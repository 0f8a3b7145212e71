// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "config/document.hpp"
#include "config/fields.hpp"
#include "lockfile/foreign.hpp"

namespace rpmworks::lockfile {

using Notes = std::vector<std::string>;

/// One mapping of another program's file. An unknown field becomes a note, because newer versions of that
/// program may write more. Every error is an Error(invalid) with a position.
class ForeignEntry {
 public:
  /// The whole file.
  ForeignEntry(const config::Document& document, const std::vector<std::string>& known, Notes& notes);

  /// The text of a field; empty if it is missing.
  std::string text(const std::string& name) const;
  std::string required_text(const std::string& name) const;
  std::vector<std::string> list(const std::string& name) const;
  /// The mappings of a list, each called `kind` and a number; none if the field is missing.
  std::vector<ForeignEntry> items(const std::string& name, const std::string& kind,
                                  const std::vector<std::string>& known) const;
  /// The nested mapping `name`, which must exist. Without `known`, all names are known.
  ForeignEntry entry(const std::string& name, const std::vector<std::string>& known = {}) const;
  /// The names of all fields, in written order.
  std::vector<std::string> names() const;

  /// `size`; 0 if it is missing.
  uint64_t size() const;

  /// Throws if a value of the package that was read from this entry is invalid.
  void require_valid(const LockedPackage& package) const;
  /// An error at a field, or at the entry if it has no such field.
  Error error(const std::string& field, const std::string& message) const;

 private:
  ForeignEntry(const config::Document& document, const config::Node& node, config::Mark where,
               const std::string& kind, const std::string& number, const std::vector<std::string>& known,
               Notes& notes);

  const config::Document& m_document;
  const config::Node& m_node;
  config::Fields m_fields;
  Notes& m_notes;
};

/// Adds packages of another program's file to a lock.
class Importer {
 public:
  explicit Importer(Imported& imported) : m_imported(imported) {}

  /// Adds a package, whose `checksum` is "ALGORITHM:DIGEST" or empty. Throws if the lock has another package
  /// of the same NEVRA and upstream. Architectures share noarch packages, so the same package may be added
  /// again.
  void add(LockedPackage package, const std::string& checksum, const ForeignEntry& entry);
  /// Sorts the lock. Adds a note for values that packages lack.
  void finish();

 private:
  Imported& m_imported;
  std::map<std::string, size_t> m_added;  ///< NEVRA and upstream → index of the package
  Notes m_without_sha256, m_without_size, m_without_location;
};

/// Adds the note "WHAT: a, b, c" if there are packages.
void note_packages(Notes& notes, const std::vector<std::string>& packages, std::string_view what);

}  // namespace rpmworks::lockfile

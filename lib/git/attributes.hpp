// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace rpmworks::git {

/// The value of an attribute for a path (gitattributes(5)).
struct AttributeValue {
  enum class State { unspecified, set, unset, text };
  State state = State::unspecified;
  std::string text;  ///< of `attribute=text`

  bool is_set() const { return state == State::set; }
  bool is_unset() const { return state == State::unset; }
  bool is(std::string_view value) const { return state == State::text && text == value; }
  bool operator==(const AttributeValue&) const = default;
};

/// The attributes that change an archive.
struct ArchiveAttributes {
  AttributeValue export_ignore, export_subst, text, crlf, eol, ident, working_tree_encoding, filter;
  bool operator==(const ArchiveAttributes&) const = default;
};

/// The .gitattributes files from the root of a tree down to the current folder of a walk.
///
/// libgit2's own attributes are not used: they also depend on the work tree's, $GIT_DIR's and the user's
/// files.
class Attributes {
 public:
  Attributes();
  /// Adds the file of `folder` ("" for the root), a subfolder of the folder added before.
  void enter(const std::string& folder, std::string_view content);
  /// Removes the file added last.
  void leave();
  /// Whether there are no files, so that no path has attributes.
  bool empty() const { return m_files.empty(); }
  /// The attributes of a path; a folder's ends in '/'.
  ArchiveAttributes of(std::string_view path) const;

 private:
  struct Setting {
    int attribute = 0;
    AttributeValue value;  ///< unspecified for `!attribute`: resets it
  };
  struct Rule {
    std::string pattern;
    bool folders_only = false;  ///< the pattern ends in '/'
    bool base_name = false;     ///< the pattern has no '/' and matches in every folder
    std::vector<Setting> settings;
  };
  struct File {
    std::string folder;
    std::vector<Rule> rules;
    std::map<int, std::vector<Setting>> macros;
  };
  struct Slot {
    bool decided = false;
    AttributeValue value;
  };

  int number_of(std::string_view name);
  void parse_line(std::string_view line, File& file, bool macros_allowed);
  bool parse_settings(std::string_view text, std::vector<Setting>& settings);
  void apply(const std::vector<Setting>& settings, std::vector<Slot>& slots) const;
  const std::vector<Setting>* macro(int attribute) const;
  static bool matches(const Rule& rule, const std::string& folder, std::string_view path);

  std::map<std::string, int, std::less<>> m_numbers;
  std::vector<File> m_files;
  std::vector<Setting> m_binary;  ///< the built-in macro: -diff -merge -text
};

}  // namespace rpmworks::git

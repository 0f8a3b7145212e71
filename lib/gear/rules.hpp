// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "archive/tarball.hpp"
#include "core/error.hpp"

/// GEAR rules: ALT Linux's way to make source packages from git. gear-rules(5) describes the format of
/// `.gear-rules` and
/// `.gear/rules`. Text is kept as written, including keywords (@name@ …).
namespace rpmworks::gear {

/// `path` or `base:path`: a folder of a tree.
struct Tree {
  std::string base = ".";  ///< ".": the packaged folder; else a full commit id or a stored tag
  std::string path;        ///< "" for the whole tree; normalized: no ".", ".." or empty parts
  SourcePosition where;
};

/// `tar: TREE [name= base= suffix= exclude= spec=]`, and its compressed forms.
struct Archive {
  archive::Compression compression = archive::Compression::none;
  bool optional = false;  ///< `tar?:`: skip the rule if the folder does not exist
  Tree tree;
  std::string name;                 ///< file name without the suffix
  std::optional<std::string> base;  ///< top folder in the archive; if not set, `name`
  std::string suffix;
  std::vector<std::string> exclude;
  std::string spec;  ///< file that defines the keywords' values; empty: the spec of the package
  SourcePosition where;
};

/// `diff: OLD NEW [name= exclude= spec=]`, and its compressed forms.
struct Diff {
  archive::Compression compression = archive::Compression::none;
  bool optional = false;
  Tree before, after;
  std::string name;
  std::string suffix;  ///< of the compressed file
  std::vector<std::string> exclude;
  std::string spec;
  SourcePosition where;
};

/// `copy: GLOB…`, its compressed forms, and `compress: type= name= -- GLOB…`.
struct Copy {
  archive::Compression compression = archive::Compression::none;
  bool optional = false;
  struct Pattern {
    std::string folder;  ///< "" for the packaged folder itself
    std::string glob;    ///< matched with the last part of a path
    SourcePosition where;
  };
  std::vector<Pattern> patterns;
  std::string name;    ///< name of the copy if one file is copied; empty: each file keeps its name
  std::string suffix;  ///< of the compressed file
  SourcePosition where;
};

struct Rules {
  std::string file;  ///< path of the rules file in the tree
  std::string spec;  ///< empty: not given
  SourcePosition spec_where;
  std::string tags;                                       ///< folder of stored tags; empty: not given
  std::vector<std::string> exclude;                       ///< globs for whole paths that `copy:` skips
  std::vector<std::variant<Archive, Diff, Copy>> makers;  ///< a later rule replaces a file of the same name

  /// Whether the rules make only one archive of the whole tree below NAME-VERSION/, or nothing.
  bool is_trivial() const;
};

/// Throws Error(invalid) with line and column for anything that gear-rules(5) does not define or rpmworks
/// does not support. `file` is the path of the rules, for messages.
Rules parse_rules(std::string_view text, const std::string& file);

}  // namespace rpmworks::gear

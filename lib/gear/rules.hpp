// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "archive/tarball.hpp"
#include "core/error.hpp"

/// The rules of GEAR, ALT Linux's way from git to source packages: the format of `.gear-rules` and
/// `.gear/rules` is that of gear-rules(5). Text is kept as written, keywords (@name@ …) and all.
namespace rpmworks::gear {

/// `path` or `base:path`: a folder of a tree.
struct GearTree {
  std::string base = ".";  ///< "." is what is packaged; else the full id of a commit, or a stored tag
  std::string path;        ///< "" for the whole tree; without ".", ".." and empty parts
  SourcePosition where;
};

/// `tar: TREE [name= base= suffix= exclude= spec=]`, and its compressed forms.
struct GearArchive {
  archive::Compression compression = archive::Compression::none;
  bool optional = false;  ///< `tar?:`: nothing is made when the folder is not there
  GearTree tree;
  std::string name;                 ///< of the file, without the suffix
  std::optional<std::string> base;  ///< the folder that members lie below; without it `name` is
  std::string suffix;
  std::vector<std::string> exclude;
  std::string spec;  ///< the file that says what keywords stand for; empty: the spec itself
  SourcePosition where;
};

/// `diff: OLD NEW [name= exclude= spec=]`, and its compressed forms.
struct GearDiff {
  archive::Compression compression = archive::Compression::none;
  bool optional = false;
  GearTree before, after;
  std::string name;
  std::string suffix;  ///< of the compression
  std::vector<std::string> exclude;
  std::string spec;
  SourcePosition where;
};

/// `copy: GLOB…`, its compressed forms, and `compress: type= name= -- GLOB…`.
struct GearCopy {
  archive::Compression compression = archive::Compression::none;
  bool optional = false;
  struct Pattern {
    std::string folder;  ///< "" for the root
    std::string glob;    ///< of the last part of a path
    SourcePosition where;
  };
  std::vector<Pattern> patterns;
  std::string name;    ///< of the one file; empty: each keeps its own
  std::string suffix;  ///< of the compression
  SourcePosition where;
};

struct GearRules {
  std::string file;  ///< their path in the tree
  std::string spec;  ///< empty: not said
  SourcePosition spec_where;
  std::string tags;                  ///< the folder of stored tags; empty: not said
  std::vector<std::string> exclude;  ///< globs of whole paths that `copy:` leaves out
  std::vector<std::variant<GearArchive, GearDiff, GearCopy>>
      makers;  ///< a later one replaces what it makes anew

  /// Whether they ask for no more than the tree in one archive below NAME-VERSION/, or for nothing.
  bool is_trivial() const;
};

/// Throws Error(invalid) for anything gear-rules(5) does not have, or that cannot be made here, with its
/// line and column. `file` is their path, for messages.
GearRules parse_gear_rules(std::string_view text, const std::string& file);

}  // namespace rpmworks::gear

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace rpmworks::report {

/// What changed between two places, as plain texts. All of them may come from packages: the page escapes
/// them.
struct DiffPage {
  struct Statement {
    bool is_alarming = false;
    std::string text;
    std::vector<std::string> items = {};
    bool are_commands = false;  ///< the items are lines for a shell
  };
  struct Package {
    std::string name;  ///< with the architecture
    std::string versions, section, size;
    std::vector<Statement> details = {};
  };
  /// Packages that changed in the same way.
  struct Group {
    std::string kind;  ///< "downgraded"
    bool is_alarming = false;
    std::vector<Package> packages;
  };
  /// One of the two places.
  struct Side {
    std::string title;
    std::vector<std::pair<std::string, std::string>> facts;  ///< "Manifest", its SHA-256
  };

  Side before, after;
  std::string summary;
  bool is_same = false;  ///< no package differs
  std::vector<Statement> policy;
  std::vector<Statement> general;  ///< about the places as a whole
  std::vector<Statement> clients;  ///< what clients run, and what that does
  std::vector<Statement> abi;      ///< how the interfaces of shared libraries changed
  std::vector<Group> groups;
};

/// The page: one HTML file without requests to anywhere, which can be read without its script. The same data
/// give the same bytes.
std::string diff_page(const DiffPage& data);

}  // namespace rpmworks::report

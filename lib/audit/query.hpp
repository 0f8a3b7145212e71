// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "audit/index.hpp"

namespace rpmworks::audit {

/// What a question is about.
enum class Kind { package, source, license, signer, file, digest, commit, advisory };
/// "package", "source", "license", …: the option of the command, and the value in JSON.
std::string name_of(Kind kind);

/// A question: which places have packages with this.
///
/// package    a name, or a name with parts of its EVR and architecture as dnf takes them, or a glob of these
/// source     the name of a source package, or a glob
/// license    a name in the licence of a package: an SPDX id, an exception, a name in its License tag.
/// Letters
///            have no case
/// signer     a fingerprint, its last 8 or more hexadecimal digits, or a part of the user id of a key
/// file       an absolute path, or a glob of one
/// digest     the first 7 or more hexadecimal digits of a digest: of a package, its header or payload, a
/// build
///            root, a manifest or another file of a release
/// commit     the first 7 or more hexadecimal digits of a commit
/// advisory   the id of an advisory or vulnerability. Letters have no case
struct Question {
  Kind kind = Kind::package;
  std::string text;
};
/// The questions that a word could be. A word that cannot be a digest is not looked for among digests, and so
/// on; only a word with a slash is looked for among files.
std::vector<Question> questions_for(const std::string& word);
/// Throws Error(usage) if the text cannot be an answer: a fingerprint of 3 digits.
void require_valid(const Question& question);

/// A package as the index has it.
struct PackageFacts {
  int64_t row = 0;
  rpm::Nevra nevra;
  std::string source;       ///< name of its source package
  std::string source_stem;  ///< "NAME-VERSION-RELEASE" of it; empty: not known
  std::string license;      ///< SPDX expression, or else the tag
  std::string vendor;       ///< namespace of its package URL
  std::string purl;
  std::string origin;  ///< "git", "srpm" or the name of the upstream
  std::string url;     ///< where it came from
  std::string commit;
  std::string sha256;
  std::string file;  ///< in its release

  Subject subject() const;
};

/// A place that has a package.
struct Holder {
  size_t place = 0;  ///< index in Index::places
  std::string section;
};

/// A package that was taken out of a release later.
struct WithdrawnBy {
  std::string release;  ///< which withdraws it
  std::string from;     ///< the release that had it
  std::string reason;   ///< may be empty
};

/// One answer.
struct Found {
  Kind kind = Kind::package;
  std::string matched;        ///< what matched: a path, a licence, the kind of a digest, a key, a status
  std::string advisory = {};  ///< id; for advisories
  std::optional<Status> status = {};  ///< same: of this package
  std::string fixed_in = {};          ///< same: EVR; may be empty
  /// Nothing: the place itself matched, for example by the digest of its manifest.
  std::optional<PackageFacts> package = {};
  std::vector<Holder> holders = {};  ///< in the order of the places
  std::optional<WithdrawnBy> withdrawn = {};
};

struct Answer {
  std::vector<Found> found;  ///< by kind, then by package
  size_t left_out = 0;       ///< answers beyond the limit
  std::vector<std::string> gaps;
};

/// Answers a question, or several of one word. `limit` is the most answers to return; 0: all. `advisories`
/// are searched in addition to those in the metadata of the places.
Answer answer(const Index& index, const std::vector<Question>& questions, size_t limit,
              const std::vector<Advisory>& advisories, bool any_vendor);

// For the reports of this module.

/// Reads the facts about packages by their rows.
class Packages {
 public:
  explicit Packages(const Index& index);
  Packages(Packages&&) noexcept;
  ~Packages();
  PackageFacts of(int64_t row);
  std::vector<Holder> holders_of(int64_t row);
  std::optional<WithdrawnBy> withdrawn(const PackageFacts& package);

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

/// An advisory of the metadata of the places, and in which of them it is.
struct SectionAdvisory {
  Advisory advisory;
  std::vector<Holder> holders;
};
/// Those that have this id or alias; with an empty id, all.
std::vector<SectionAdvisory> section_advisories(const Index& index, const std::string& id);

}  // namespace rpmworks::audit

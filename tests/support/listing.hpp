// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/digest.hpp"
#include "core/text.hpp"
#include "upstream/repository.hpp"

namespace rpmworks::test {

/// A package as listed in metadata, written by hand: no rpmbuild is needed where no file is read.
struct Listed {
  std::string name;
  std::string version = "1.0";
  std::vector<std::string> requires_;
  std::vector<std::string> provides;
  std::vector<std::string> conflicts;
  std::vector<std::string> recommends;
  std::vector<std::string> files;         ///< in primary metadata
  std::vector<std::string> hidden_files;  ///< in filelists only
  std::string arch = "noarch";
  std::string release = "1";
  std::vector<std::string> obsoletes;
  std::vector<std::string> supplements;
  std::string source;  ///< file name of the source package
};

inline std::string escaped(const std::string& text) {
  std::string result;
  for (const char letter : text) {
    switch (letter) {
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '&':
        result += "&amp;";
        break;
      default:
        result += letter;
    }
  }
  return result;
}

inline std::string entries(const std::string& kind, const std::vector<std::string>& dependencies) {
  std::string xml = "<rpm:" + kind + ">";
  for (const std::string& dependency : dependencies) {
    const std::vector<std::string> words =
        dependency.starts_with('(') ? std::vector{dependency} : split(dependency, ' ');
    xml += "<rpm:entry name=\"" + escaped(words.at(0)) + "\"";
    if (words.size() == 3) {
      const std::string flags = words[1] == "="    ? "EQ"
                                : words[1] == ">=" ? "GE"
                                : words[1] == "<=" ? "LE"
                                : words[1] == "<"  ? "LT"
                                                   : "GT";
      const rpm::Evr evr = rpm::Evr::parse(words[2]);
      xml += " flags=\"" + flags + "\" epoch=\"" + (evr.epoch.empty() ? "0" : evr.epoch) + "\" ver=\"" +
             evr.version + "\"";
      if (!evr.release.empty()) xml += " rel=\"" + evr.release + "\"";
    }
    xml += "/>";
  }
  return xml + "</rpm:" + kind + ">";
}

/// Writes metadata of such packages to `folder`.
class Listing {
 public:
  Listing(const fs::path& folder, const std::string& name, const std::vector<Listed>& packages) {
    std::string primary =
        "<metadata xmlns=\"http://linux.duke.edu/metadata/common\" "
        "xmlns:rpm=\"http://linux.duke.edu/metadata/rpm\" packages=\"1\">";
    std::string filelists = "<filelists xmlns=\"http://linux.duke.edu/metadata/filelists\" packages=\"1\">";
    for (const Listed& package : packages) {
      const std::string digest = digest_of(name, package);
      const std::string version =
          "<version epoch=\"0\" ver=\"" + package.version + "\" rel=\"" + package.release + "\"/>";
      std::vector<std::string> provides = package.provides;
      provides.push_back(package.name + " = " + package.version + "-" + package.release);
      primary += "<package type=\"rpm\"><name>" + package.name + "</name><arch>" + package.arch + "</arch>" +
                 version + "<checksum type=\"sha256\" pkgid=\"YES\">" + digest +
                 "</checksum><summary/><description/>" +
                 "<size package=\"1234\" installed=\"1\" archive=\"1\"/><location href=\"Packages/" +
                 package.name + ".rpm\"/><format>" + entries("provides", provides) +
                 entries("requires", package.requires_) + entries("conflicts", package.conflicts) +
                 entries("obsoletes", package.obsoletes) + entries("recommends", package.recommends) +
                 entries("supplements", package.supplements);
      if (!package.source.empty()) primary += "<rpm:sourcerpm>" + package.source + "</rpm:sourcerpm>";
      for (const std::string& file : package.files) primary += "<file>" + file + "</file>";
      primary += "</format></package>";
      filelists += "<package pkgid=\"" + digest + "\" name=\"" + package.name + "\" arch=\"" + package.arch +
                   "\">" + version;
      for (const std::string& file : package.files) filelists += "<file>" + file + "</file>";
      for (const std::string& file : package.hidden_files) filelists += "<file>" + file + "</file>";
      filelists += "</package>";
    }
    primary += "</metadata>";
    filelists += "</filelists>";
    m_metadata = {.name = name,
                  .baseurl = "file:///" + name,
                  .primary = folder / (name + "-primary.xml"),
                  .filelists = folder / (name + "-filelists.xml"),
                  .repomd_sha256 = sha256(primary),
                  .cache = folder / "cache"};
    write_file_atomically(m_metadata.primary, primary);
    write_file_atomically(m_metadata.filelists, filelists);
  }
  upstream::Metadata& metadata() { return m_metadata; }

  /// The SHA-256 of a package: it differs if anything of these differs.
  static std::string digest_of(const std::string& name, const Listed& package) {
    std::string text = name + package.name + package.version;
    for (const auto* list : {&package.requires_, &package.provides, &package.conflicts, &package.obsoletes})
      text += "|" + join(*list, ",");
    return sha256(text);
  }

 private:
  upstream::Metadata m_metadata;
};

}  // namespace rpmworks::test

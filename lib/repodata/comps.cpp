// SPDX-License-Identifier: GPL-3.0-or-later
#include "repodata/comps.hpp"

#include <fmt/format.h>
#include <libxml/parser.h>
#include <libxml/tree.h>

#include <algorithm>
#include <climits>

#include "core/error.hpp"
#include "core/handle.hpp"
#include "core/text.hpp"
#include "repodata/handles.hpp"

namespace rpmworks::repodata {

namespace {

using DocumentPtr = Owned<xmlDoc, xmlFreeDoc>;
using ParserPtr = Owned<xmlParserCtxt, xmlFreeParserCtxt>;

std::string text_of(const xmlChar* text) {
  return text ? reinterpret_cast<const char*>(text) : "";
}

bool is_element(const xmlNode* node, std::string_view name) {
  return node->type == XML_ELEMENT_NODE && text_of(node->name) == name;
}

template <class Visit>
void each_child(const xmlNode* node, std::string_view name, const Visit& visit) {
  for (xmlNode* child = node->children; child; child = child->next)
    if (is_element(child, name)) visit(child);
}

std::string content_of(xmlNode* node) {
  const std::unique_ptr<xmlChar, void (*)(void*)> content(xmlNodeGetContent(node),
                                                          [](void* text) { xmlFree(text); });
  return std::string(trim(text_of(content.get())));
}

Error invalid(const std::string& file, int line, const std::string& what) {
  return Error(ExitCode::invalid, what).at({.file = file, .line = line});
}

Group read_group(const xmlNode* node, const std::string& file) {
  Group group;
  each_child(node, "id", [&](xmlNode* id) { group.id = content_of(id); });
  if (group.id.empty())
    throw invalid(file, static_cast<int>(xmlGetLineNo(node)), "a group has no id")
        .hint("add <id>NAME</id> to it");
  each_child(node, "packagelist", [&](xmlNode* list) {
    each_child(list, "packagereq", [&](xmlNode* package) { group.packages.push_back(content_of(package)); });
  });
  std::ranges::sort(group.packages);
  return group;
}

}  // namespace

std::vector<Group> read_comps(std::string_view xml, const std::string& file) {
  initialise();
  const ParserPtr parser(xmlNewParserCtxt());
  if (!parser) throw std::bad_alloc();
  if (xml.size() > INT_MAX) throw invalid(file, 0, "the file is too large");
  const DocumentPtr document(xmlCtxtReadMemory(parser.get(), xml.data(), static_cast<int>(xml.size()),
                                               nullptr, nullptr,
                                               XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING));
  if (!document) {
    const auto* const error = xmlCtxtGetLastError(parser.get());
    throw invalid(
        file, error ? error->line : 0,
        fmt::format("not valid XML: {}",
                    error && error->message ? trim(error->message) : std::string_view("no reason given")));
  }
  const xmlNode* const root = xmlDocGetRootElement(document.get());
  if (!root || !is_element(root, "comps"))
    throw invalid(file, 1,
                  fmt::format("the file contains <{}>, not <comps>", root ? text_of(root->name) : ""))
        .hint("write it as `dnf group` reads it: <comps><group><id>NAME</id>…</group></comps>");
  std::vector<Group> groups;
  each_child(root, "group", [&](xmlNode* node) { groups.push_back(read_group(node, file)); });
  return groups;
}

}  // namespace rpmworks::repodata

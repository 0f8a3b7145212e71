// SPDX-License-Identifier: GPL-3.0-or-later
// The rules of SPDX 2.3 and 3.0.1 that an SBOM of packages needs, written from the specifications. No package of npm has SPDX's own
// schemas; if you have them, RPMWORKS_SPDX_SCHEMAS names their folder (tests/integration/sbom_test.sh).

const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const digests = { SHA256: /^[0-9a-f]{64}$/, SHA512: /^[0-9a-f]{128}$/, sha256: /^[0-9a-f]{64}$/, sha512: /^[0-9a-f]{128}$/ };

// Checks that an object has the required members and no other than these and the optional ones.
function members(fault, where, object, required, optional) {
  for (const name of required) if (!(name in object)) fault(`${where}: no ${name}`);
  for (const name of Object.keys(object))
    if (!required.includes(name) && !optional.includes(name)) fault(`${where}: unexpected ${name}`);
}

export function checkSpdx2(document, fault, parseExpression) {
  members(fault, 'document', document,
    ['spdxVersion', 'dataLicense', 'SPDXID', 'name', 'documentNamespace', 'creationInfo', 'packages', 'relationships'],
    ['comment', 'hasExtractedLicensingInfos']);
  if (document.spdxVersion !== 'SPDX-2.3' || document.dataLicense !== 'CC0-1.0') fault('the version or licence of the document');
  if (!/^[a-z]+:[^#]+$/.test(document.documentNamespace)) fault('documentNamespace is not a URI without #');
  if (!time.test(document.creationInfo.created)) fault('creationInfo.created');
  if (!document.creationInfo.creators.some((one) => one.startsWith('Tool: '))) fault('no tool');
  const ids = new Set([document.SPDXID]);
  const extracted = new Set((document.hasExtractedLicensingInfos ?? []).map((one) => one.licenseId.toLowerCase()));
  for (const one of document.hasExtractedLicensingInfos ?? [])
    members(fault, one.licenseId, one, ['licenseId', 'extractedText'], ['name', 'comment']);
  for (const one of document.packages) {
    members(fault, one.SPDXID, one, ['SPDXID', 'name', 'downloadLocation', 'filesAnalyzed', 'supplier'],
      ['versionInfo', 'packageFileName', 'originator', 'checksums', 'sourceInfo', 'licenseConcluded', 'licenseDeclared', 'licenseComments',
        'copyrightText', 'summary', 'externalRefs', 'primaryPackagePurpose']);
    if (!/^SPDXRef-[A-Za-z0-9.-]+$/.test(one.SPDXID) || ids.has(one.SPDXID)) fault(`${one.SPDXID} is invalid or not unique`);
    ids.add(one.SPDXID);
    for (const role of ['supplier', 'originator'])
      if (role in one && !/^(NOASSERTION|(Person|Organization): .+)$/.test(one[role])) fault(`${one.SPDXID}: ${role}`);
    for (const sum of one.checksums ?? []) if (!digests[sum.algorithm].test(sum.checksumValue)) fault(`${one.SPDXID}: ${sum.algorithm}`);
    if (one.licenseDeclared === 'NOASSERTION') continue;
    parseExpression(one.licenseDeclared);
    for (const [ref] of one.licenseDeclared.matchAll(/LicenseRef-[A-Za-z0-9.-]+/g))
      if (!extracted.has(ref.toLowerCase())) fault(`${one.SPDXID}: no text of ${ref}`);
  }
  const types = new Set(['DESCRIBES', 'CONTAINS', 'GENERATED_FROM', 'DEPENDS_ON']);
  const contained = new Set();
  for (const one of document.relationships) {
    members(fault, 'relationship', one, ['spdxElementId', 'relationshipType', 'relatedSpdxElement'], []);
    if (!types.has(one.relationshipType)) fault(`relationship ${one.relationshipType}`);
    for (const id of [one.spdxElementId, one.relatedSpdxElement]) if (!ids.has(id)) fault(`no element ${id}`);
    if (one.relationshipType === 'CONTAINS') contained.add(one.relatedSpdxElement);
  }
  if (contained.size !== document.packages.length - 1) fault('the product does not contain every package');
}

const element = ['type', 'spdxId', 'creationInfo'];
const artifact = ['name', 'summary', 'comment', 'description', 'externalIdentifier', 'externalRef', 'verifiedUsing', 'originatedBy', 'suppliedBy',
  'software_primaryPurpose', 'software_additionalPurpose'];
// Each class: required and optional members.
const classes = {
  CreationInfo: [['type', '@id', 'specVersion', 'created', 'createdBy'], ['createdUsing', 'comment']],
  Organization: [[...element, 'name'], ['externalIdentifier']],
  SoftwareAgent: [[...element, 'name'], []],
  Tool: [[...element, 'name'], []],
  SpdxDocument: [[...element, 'rootElement'], ['name', 'comment', 'dataLicense', 'profileConformance', 'element']],
  software_Sbom: [[...element, 'rootElement', 'element'], ['software_sbomType']],
  software_Package: [[...element, 'name'], [...artifact, 'software_packageVersion', 'software_packageUrl', 'software_downloadLocation']],
  software_File: [[...element, 'name'], artifact],
  Relationship: [[...element, 'from', 'to', 'relationshipType'], ['completeness', 'comment']],
  simplelicensing_LicenseExpression: [[...element, 'simplelicensing_licenseExpression'],
    ['simplelicensing_licenseListVersion', 'simplelicensing_customIdToUri']],
  simplelicensing_SimpleLicensingText: [[...element, 'simplelicensing_licenseText'], ['name', 'comment']],
};
const relationshipTypes = new Set(['contains', 'generates', 'dependsOn', 'hasDistributionArtifact', 'hasDeclaredLicense', 'hasConcludedLicense']);

export function checkSpdx3(document, fault, parseExpression) {
  members(fault, 'document', document, ['@context', '@graph'], []);
  if (document['@context'] !== 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld') fault('@context');
  const ids = new Map();
  for (const one of document['@graph']) {
    if (!(one.type in classes)) {
      fault(`class ${one.type}`);
      continue;
    }
    members(fault, one.spdxId ?? one['@id'], one, ...classes[one.type]);
    const id = one.spdxId ?? one['@id'];
    if (ids.has(id)) fault(`${id} is not unique`);
    if (one.spdxId !== undefined && !/^[a-z]+:[^\s]+$/.test(one.spdxId)) fault(`${one.spdxId} is not an IRI`);
    ids.set(id, one);
  }
  const refers = (one, name, types) => {
    for (const id of one[name] === undefined ? [] : [one[name]].flat()) {
      if (id === 'https://spdx.org/licenses/CC0-1.0') continue;
      if (!ids.has(id)) fault(`${one.spdxId}: ${name}: no element ${id}`);
      else if (types && !types.includes(ids.get(id).type)) fault(`${one.spdxId}: ${name} is a ${ids.get(id).type}`);
    }
  };
  for (const one of ids.values()) {
    refers(one, 'creationInfo', ['CreationInfo']);
    refers(one, 'createdBy', ['Organization', 'SoftwareAgent']);
    refers(one, 'createdUsing', ['Tool']);
    refers(one, 'suppliedBy', ['Organization']);
    refers(one, 'originatedBy', ['Organization']);
    for (const name of ['rootElement', 'element', 'from', 'to', 'dataLicense']) refers(one, name);
    if (one.type === 'CreationInfo' && (!time.test(one.created) || one.specVersion !== '3.0.1')) fault('CreationInfo');
    for (const hash of one.verifiedUsing ?? []) if (!digests[hash.algorithm].test(hash.hashValue)) fault(`${one.spdxId}: ${hash.algorithm}`);
    if (one.type === 'Relationship' && !relationshipTypes.has(one.relationshipType)) fault(`relationship ${one.relationshipType}`);
    if (one.type === 'simplelicensing_LicenseExpression') {
      const expression = one.simplelicensing_licenseExpression;
      parseExpression(expression);
      const texts = new Set((one.simplelicensing_customIdToUri ?? []).map((entry) => entry.key.toLowerCase()));
      for (const [ref] of expression.matchAll(/LicenseRef-[A-Za-z0-9.-]+/g))
        if (!texts.has(ref.toLowerCase())) fault(`${one.spdxId}: no text of ${ref}`);
      for (const entry of one.simplelicensing_customIdToUri ?? []) if (!ids.has(entry.value)) fault(`${one.spdxId}: no element ${entry.value}`);
    }
  }
}

import type { IconName } from "../parts/Icon.svelte";
import type { Id } from "../api/types";
import type { RouteName } from "./routes";

/** The one role that manages operators. */
export const OWNER = "owner";

interface Tab {
  route: RouteName;
  needs: Id;
}

export interface Section {
  route: RouteName;
  icon: IconName;
  /** Any of them makes the section worth a visit. */
  needs: Id[];
  /** Whether owners alone see it. */
  isOwners?: boolean;
  /** Whether it is about the server itself, which not everybody sees. */
  isServers?: boolean;
  /** Its pages, each with what it needs, where not everybody sees the first one. */
  tabs?: Tab[];
  /** The pages that belong to it. */
  pages: RouteName[];
}

/** Tabs of the message service. */
export const MESSAGE_TABS: Tab[] = [
  { route: "smsProviders", needs: "getSmsProviders" },
  { route: "smsRoutes", needs: "getSmsProviders" },
  { route: "smsBudget", needs: "getSmsProviders" },
  { route: "smsGuard", needs: "getSmsGuard" },
  { route: "smsLog", needs: "listSmsMessages" },
  { route: "smsTemplates", needs: "getSmsTemplates" },
  { route: "email", needs: "getEmailProvider" },
  { route: "emailTemplates", needs: "getEmailTemplates" },
];

export const SECTIONS: Section[] = [
  { route: "overview", icon: "overview", needs: [], pages: ["overview"] },
  { route: "users", icon: "users", needs: ["listUsers"], pages: ["users", "newUser", "exportUsers", "importUsers", "user"] },
  {
    route: "smsProviders",
    icon: "messages",
    needs: MESSAGE_TABS.map(({ needs }) => needs),
    tabs: MESSAGE_TABS,
    pages: ["smsProviders", "newSmsProvider", "smsProvider", "smsRoutes", "smsBudget", "smsGuard", "smsLog", "smsTemplates", "email", "emailTemplates"],
  },
  { route: "applications", icon: "applications", needs: ["listApplications"], pages: ["applications", "newApplication", "application"] },
  { route: "accessKeys", icon: "key", needs: ["getAccessKeyList"], pages: ["accessKeys"] },
  { route: "sources", icon: "sources", needs: ["listExtIdp"], pages: ["sources", "newSource", "source", "newConnection", "connection"] },
  { route: "security", icon: "security", needs: ["getSecuritySettings"], pages: ["security"] },
  { route: "audit", icon: "audit", needs: ["getUserActionLogs", "getAdminAuditLogs"], pages: ["audit", "adminAudit", "operatorAudit"] },
  { route: "operators", icon: "person", needs: [], isOwners: true, pages: ["operators", "newOperator", "operatorPassword"] },
  { route: "server", icon: "server", needs: [], isServers: true, pages: ["server"] },
  { route: "operations", icon: "operations", needs: [], pages: ["operations", "operation"] },
];

/** What can be made from anywhere. */
export const ACTIONS: Tab[] = [
  { route: "newUser", needs: "createUser" },
  { route: "importUsers", needs: "createUsersBatch" },
  { route: "exportUsers", needs: "exportUsers" },
  { route: "newApplication", needs: "createApplication" },
  { route: "newSmsProvider", needs: "configSmsProvider" },
  { route: "newSource", needs: "createExtIdp" },
];

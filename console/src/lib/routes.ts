import type { Page } from "./router.svelte";

interface Route {
  path: string;
  load: () => Promise<{ default: Page }>;
}

const table = {
  overview: { path: "/", load: () => import("../pages/Overview.svelte") },
  setup: { path: "/setup", load: () => import("../pages/Setup.svelte") },
  users: { path: "/users", load: () => import("../pages/Users.svelte") },
  newUser: { path: "/users/new", load: () => import("../pages/NewUser.svelte") },
  exportUsers: { path: "/users/export", load: () => import("../pages/ExportUsers.svelte") },
  importUsers: { path: "/users/import", load: () => import("../pages/ImportUsers.svelte") },
  user: { path: "/users/:id/:tab?", load: () => import("../pages/User.svelte") },
  smsProviders: { path: "/messages", load: () => import("../pages/SmsProviders.svelte") },
  newSmsProvider: { path: "/messages/providers/new", load: () => import("../pages/SmsProvider.svelte") },
  smsProvider: { path: "/messages/providers/:id", load: () => import("../pages/SmsProvider.svelte") },
  smsRoutes: { path: "/messages/routes", load: () => import("../pages/SmsRoutes.svelte") },
  smsBudget: { path: "/messages/budget", load: () => import("../pages/SmsBudget.svelte") },
  smsGuard: { path: "/messages/guard", load: () => import("../pages/SmsGuard.svelte") },
  smsLog: { path: "/messages/log", load: () => import("../pages/SmsLog.svelte") },
  smsTemplates: { path: "/messages/templates", load: () => import("../pages/SmsTemplates.svelte") },
  email: { path: "/messages/email", load: () => import("../pages/Email.svelte") },
  emailTemplates: { path: "/messages/email-templates", load: () => import("../pages/EmailTemplates.svelte") },
  applications: { path: "/applications", load: () => import("../pages/Applications.svelte") },
  newApplication: { path: "/applications/new", load: () => import("../pages/NewApplication.svelte") },
  application: { path: "/applications/:id/:tab?", load: () => import("../pages/Application.svelte") },
  accessKeys: { path: "/access-keys", load: () => import("../pages/AccessKeys.svelte") },
  sources: { path: "/sources", load: () => import("../pages/Sources.svelte") },
  newSource: { path: "/sources/new", load: () => import("../pages/NewSource.svelte") },
  source: { path: "/sources/:id", load: () => import("../pages/Source.svelte") },
  newConnection: { path: "/sources/:id/new", load: () => import("../pages/Connection.svelte") },
  connection: { path: "/sources/:id/:connection", load: () => import("../pages/Connection.svelte") },
  security: { path: "/security", load: () => import("../pages/Security.svelte") },
  audit: { path: "/audit", load: () => import("../pages/UserAudit.svelte") },
  adminAudit: { path: "/audit/administrators", load: () => import("../pages/AdminAudit.svelte") },
  operatorAudit: { path: "/audit/operators", load: () => import("../pages/AdminAudit.svelte") },
  operations: { path: "/operations", load: () => import("../pages/Operations.svelte") },
  operation: { path: "/operations/:id", load: () => import("../pages/Operation.svelte") },
  operators: { path: "/operators", load: () => import("../pages/Operators.svelte") },
  newOperator: { path: "/operators/new", load: () => import("../pages/NewOperator.svelte") },
  operatorPassword: { path: "/operators/:id/password", load: () => import("../pages/OperatorPassword.svelte") },
  password: { path: "/password", load: () => import("../pages/OwnPassword.svelte") },
  server: { path: "/server", load: () => import("../pages/Server.svelte") },
  sessions: { path: "/sessions", load: () => import("../pages/Sessions.svelte") },
  notFound: { path: "/not-found", load: () => import("../pages/NotFound.svelte") },
} satisfies Record<string, Route>;

export type RouteName = keyof typeof table;
/** Every page, the first that fits is shown. */
export const ROUTES: Record<RouteName, Route> = table;

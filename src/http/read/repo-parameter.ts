// The query parameter by which dashboards say which repositories they are about.
import Type from "typebox";

/** Of a route that shows some repositories, or all. */
export const Repo = Type.Optional(
  Type.String({ maxLength: 2000, description: "Ids of repositories, comma-separated; all unless told" }),
);

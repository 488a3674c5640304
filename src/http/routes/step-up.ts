// Step-up: proving presence again, which renews the session.
import { StepUpReply, StepUpRequest } from "../../../schemas/sessions.ts";
import { stepUpMs } from "../../identity/step-up.ts";
import { type Clock, isoTime } from "../../ports/clock.ts";
import { defineRoute } from "../route.ts";

/** Makes the routes. */
export function stepUpRoutes({ clock }: { readonly clock: Clock }) {
  return [
    defineRoute({
      method: "POST",
      path: "/api/session/step-up",
      action: "signed-in",
      summary: "Prove presence with the password, a one-time code or a passkey; good for five minutes",
      body: StepUpRequest,
      reply: StepUpReply,
      async handler({ identity, body, client, pending, session }, services) {
        const takeCeremony = () => pending.take("passkey");
        await services.identity.provePresenceAgain(identity, { proof: body, takeCeremony, client });
        await session.prove(identity);
        return { until: isoTime(clock.now() + stepUpMs) };
      },
    }),
  ] as const;
}

// Places a disc: the ring of a bubble or an avatar's shadow. See actors.rs for what comes in.
layout(location = 0) in vec4 a_disc;    // middle, radii in map pixels
layout(location = 1) in vec4 a_color;   // not premultiplied
layout(location = 2) in float a_outline;  // width in device pixels; 0: a soft shadow

uniform vec4 u_clip;
uniform vec2 u_shift;
uniform float u_scale;

out vec2 v_arm;                 // from the middle, in radii
flat out vec4 v_color;
flat out float v_outline;
flat out float v_radius;        // device pixels

void main() {
    vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0;
    vec2 radii = max(a_disc.zw * u_scale, vec2(0.5));
    // One device pixel more than the disc, for its softened edge.
    v_arm = corner * (radii + 1.0) / radii;
    v_color = a_color;
    v_outline = a_outline;
    v_radius = min(radii.x, radii.y);
    vec2 at = floor(a_disc.xy * u_scale + u_shift + 0.5) + corner * (radii + 1.0);
    gl_Position = vec4(at * u_clip.xy + u_clip.zw, 0.0, 1.0);
}
